// Plain JavaScript: an older Node must be able to read this file, or it could not say what is wrong.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Axoloom's agent needs Node 24 or newer; this is ${process.versions.node}. ` +
      'Start Axoloom with `npm start`, which brings its own.\n',
  )
  process.exit(1)
}

await import('./main.ts')
