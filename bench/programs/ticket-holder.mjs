// An agent that shows its ticket and waits, so that a measurement can speak in its place.

process.stdout.write(`ticket ${process.env.AXOLOOM_TICKET}\n`)
setInterval(() => {}, 60_000)
