import type { FailureReason } from '#contract/reason.ts'

/** How a render failed, in words for the run's owner. */
export class RenderError extends Error {
  override readonly name = 'RenderError'
  readonly reason: FailureReason
  readonly isRetryable: boolean

  constructor(
    reason: FailureReason,
    message: string,
    options: { readonly isRetryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = reason
    this.isRetryable = options.isRetryable ?? false
  }
}

/** The server is away, ill, or something in between answers for it: it says nothing about the prompt. */
export class ServerTrouble extends Error {
  override readonly name = 'ServerTrouble'
}

/** The first line of a server's text, short enough to be shown: what follows can be kilobytes of tensors. */
export function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n', 1)
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
