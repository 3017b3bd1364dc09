// Imported as modules, built-ins cost up to 35 ms before an agent's first line, because a namespace is made of all
// their exports, also of those that would load only when used (node:http: fetch and WebSocket; node:fs: promises).
// Taken like this they cost next to nothing.

export const { writeSync } = process.getBuiltinModule('node:fs')

/** Resolves after `ms`; rejects when aborted. */
export const { setTimeout: delay } = process.getBuiltinModule('node:timers/promises')

/** The `request` of node:http or node:https, whichever the URL asks for. */
export function requestFor(url: URL) {
  return process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http').request
}
