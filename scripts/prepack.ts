import { fileURLToPath } from 'node:url'
import { buildPackage } from './build-package.ts'

// Run by `npm pack` and `npm publish`: dist becomes what is in the package.
await buildPackage(fileURLToPath(new URL('..', import.meta.url)))
