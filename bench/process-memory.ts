import { readFile } from 'node:fs/promises'

/** Of what /proc counts, which is KiB. */
const MEGABYTE = 1024

/** Memory of a process that is in RAM now, in MB; 0 when it is gone. */
export function residentMb(pid: number): Promise<number> {
  return statusMb(String(pid), 'VmRSS')
}

/** A field of /proc/PID/status that counts memory, in MB. */
export async function statusMb(pid: string, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / MEGABYTE
}
