// Read by Nodes too old for anything else here: no imports, no new syntax.

/** Oldest major on which the launcher and the test script run; the system's own Node must be at least this. */
export const LAUNCHER_NODE = 18

/** Major on which everything else runs; `npm start` brings it along as a dependency. */
export const APP_NODE = 24

/**
 * Ends the process with one sentence on standard error when this Node is older than `major`.
 *
 * @param {number} major
 * @param {string} advice what to do about it, as a sentence
 */
export function requireNode(major, advice) {
  if (Number(process.versions.node.split('.')[0]) >= major) return
  process.stderr.write(`Axoloom needs Node ${major} or newer, and this is v${process.versions.node}. ${advice}\n`)
  process.exit(1)
}
