import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// drizzle is loaded as CommonJS: for every ES module of a package Node 24 parses the package's package.json anew, and
// drizzle's holds 180 kB of exports. As ES modules it costs 0.7 s and 170 MB at each start, as CommonJS 0.08 s and 20 MB.
// The fallback is for drizzle-kit, which bundles the schema and has no import.meta.
const require = createRequire(import.meta.url ?? pathToFileURL('api/store/drizzle.ts').href)

const orm: typeof import('drizzle-orm') = require('drizzle-orm')
const core: typeof import('drizzle-orm/sqlite-core') = require('drizzle-orm/sqlite-core')
const driver: typeof import('drizzle-orm/better-sqlite3') = require('drizzle-orm/better-sqlite3')
const migrator: typeof import('drizzle-orm/better-sqlite3/migrator') = require('drizzle-orm/better-sqlite3/migrator')

export const { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } = orm
export const { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } = core
export const { drizzle } = driver
export const { migrate } = migrator
