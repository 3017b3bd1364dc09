#!/usr/bin/env node
// Plain JavaScript: an older Node must be able to read this file, or it could not say what is wrong.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { APP_NODE, requireNode } from '../scripts/require-node.mjs'

requireNode(APP_NODE, 'Install a current Node from https://nodejs.org and try again.')

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

// A clone runs its sources, whatever `npm pack` has left in dist; a package has nothing but dist.
const isClone = existsSync(pathOf('../cli/main.ts'))

const top = isClone ? '..' : '../dist'

/** How to start the server; in a clone what it needs is installed and built first. */
async function serverCommand() {
  const { API_FLAGS } = await import(`${top}/scripts/node-flags.mjs`)
  const args = [...API_FLAGS, pathOf(`${top}/api/main.mjs`)]
  if (!isClone) return { node: process.execPath, args, cwd: undefined }
  const { setUp, root } = await import('../scripts/set-up.mjs')
  return { node: await setUp({ isBuildWanted: true }), args, cwd: root }
}

const { keepCompiled } = await import(`${top}/scripts/compile-cache.mjs`)
const flush = keepCompiled()
const { main } = await import(`${top}/cli/main.${isClone ? 'ts' : 'js'}`)
process.exitCode = await main(process.argv.slice(2), serverCommand)
flush()
