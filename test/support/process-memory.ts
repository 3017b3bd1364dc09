import { type FileHandle, open, readdir, readFile } from 'node:fs/promises'

/** Read at once; neighbours overlap by the length of what is looked for. */
const CHUNK_BYTES = 4 * 1024 * 1024

/** Processes of this machine with that text in their environment, those in containers too. */
export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async (pid) => ((await environmentOf(pid)).includes(text) ? [pid] : [])))
  return found.flat()
}

/** Empty when there is no such process, or when it may not be looked at. */
export function environmentOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
}

/** Whether a text stands in what a process can write to in its memory. Rejects when it is gone or may not be looked at. */
export async function holdsInMemory(pid: number, text: string): Promise<boolean> {
  const wanted = Buffer.from(text, 'latin1')
  const memory = await open(`/proc/${pid}/mem`, 'r')
  try {
    for (const { start, end } of writableParts(await readFile(`/proc/${pid}/maps`, 'latin1'))) {
      if (await holdsPart(memory, start, end, wanted)) return true
    }
    return false
  } finally {
    await memory.close()
  }
}

interface Part {
  readonly start: number
  readonly end: number
}

function writableParts(maps: string): Part[] {
  const lines = maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)
  return [...lines].map(([, start = '0', end = '0']) => ({
    start: Number.parseInt(start, 16),
    end: Number.parseInt(end, 16),
  }))
}

async function holdsPart(memory: FileHandle, start: number, end: number, wanted: Buffer): Promise<boolean> {
  const buffer = Buffer.alloc(CHUNK_BYTES + wanted.length)
  for (let at = start; at < end; at += CHUNK_BYTES) {
    const length = Math.min(buffer.length, end - at)
    // A part that was given back meanwhile, or that only the kernel reads.
    const read = await memory.read(buffer, 0, length, at).catch(() => ({ bytesRead: 0 }))
    if (buffer.subarray(0, read.bytesRead).includes(wanted)) return true
  }
  return false
}
