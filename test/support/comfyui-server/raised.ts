/** What Python tells of an exception in a node. */
export interface Raised {
  readonly type: string
  readonly message: string
  readonly traceback: readonly string[]
}

/** A node raised it. */
export class NodeFailure extends Error {
  readonly raised: Raised

  constructor(raised: Raised) {
    super(raised.message)
    this.raised = raised
  }
}

export const outOfMemory: Raised = {
  type: 'torch.OutOfMemoryError',
  message:
    'Allocation on device 0 would exceed allowed memory. (out of memory)\nCurrently allocated     : 22.80 GiB\n' +
    'Requested               : 1.50 GiB\nDevice limit            : 23.65 GiB\n\nThis error means you ran out of ' +
    'memory on your GPU.\n\nTIPS: If the workflow worked before you might have accidentally set the batch_size to a ' +
    'large number.',
  traceback: [
    '  File "/opt/ComfyUI/execution.py", line 496, in execute\n    output_data, output_ui = await get_output_data()\n',
    '  File "/opt/ComfyUI/nodes.py", line 1534, in sample\n    return common_ksampler(model, seed, steps, cfg)\n',
  ],
}
