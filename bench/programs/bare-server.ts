import Database from 'better-sqlite3'
import { fastify } from 'fastify'

// The peer of the API's memory: the two libraries it cannot do without, started from TypeScript.

const [path = ''] = process.argv.slice(2)
const db = new Database(path)
db.exec('CREATE TABLE hits (at TEXT)')
const insert = db.prepare('INSERT INTO hits VALUES (?)')
const app = fastify()
app.get('/', async () => insert.run(new Date().toISOString()).changes)
const address: string = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${address}\n`)
