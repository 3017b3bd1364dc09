import Database from 'better-sqlite3'

// The peer of the event path: the same number of rows, one insert a commit, no stream at all.

const [path = '', count = '0'] = process.argv.slice(2)
const db = new Database(path)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
db.exec('CREATE TABLE events (run TEXT, seq INTEGER, variation INTEGER, type TEXT, at TEXT, data TEXT)')
const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)')
const startedAt = performance.now()
for (let seq = 1; seq <= Number(count); seq++) {
  insert.run(
    '01arz3ndektsv4rrffq69g5fav',
    seq,
    0,
    'thought-delta',
    '2026-01-01T00:00:00.000Z',
    `{"text":"thought ${seq}","pass":1}`,
  )
}
process.stdout.write(String(performance.now() - startedAt))
db.close()
