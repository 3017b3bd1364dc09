import { signal } from '@preact/signals'

/** This moment by the server's clock, in ms; ticks once a second while something counts. */
export const nowMs = signal(Date.now())

let skewMs = 0
let holders = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Keeps the clock ticking until the returned function is called. */
export function holdClock(): () => void {
  holders += 1
  tick()
  timer ??= setInterval(tick, 1000)
  return () => {
    holders -= 1
    if (holders > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Events carry the server's times; a browser whose clock is off would count from -3 min. */
export function setServerTime(date: string | null): void {
  const server = date === null ? Number.NaN : Date.parse(date)
  const skew = server - Date.now()
  // The header counts whole seconds: less than two of difference is noise.
  skewMs = Math.abs(skew) > 2000 ? skew : 0
}

function tick(): void {
  nowMs.value = Date.now() + skewMs
}
