import type { ApiDocument, Content, JsonSchema, Operation } from './api-document/document.ts'

interface Call {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The document as one page without scripts, so that it needs no exception from the content policy. */
export function docsPage(document: ApiDocument): string {
  const { title, version, description } = document.info
  const groups = Object.entries(Object.groupBy(callsOf(document), ({ operation }) => operation.tags[0] ?? 'other'))
  const schemas = Object.entries(document.components.schemas)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)} API</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header>
<h1>${text(title)} API <small>${text(version)}</small></h1>
<p>${text(description)} For programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${groups.map(([tag]) => `<a href="#${text(tag)}">${text(tag)}</a>`).join(' ')} <a href="#schemas">schemas</a></nav>
</header>
<main>
${groups.map(([tag, calls]) => group(tag, calls ?? [])).join('\n')}
<section id="schemas">
<h2>schemas</h2>
${schemas.map(([name, schema]) => namedSchema(name, schema)).join('\n')}
</section>
</main>
</body>
</html>
`
}

function callsOf({ paths }: ApiDocument): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

function group(tag: string, calls: readonly Call[]): string {
  return `<section id="${text(tag)}">\n<h2>${text(tag)}</h2>\n${calls.map(callDetails).join('\n')}\n</section>`
}

function callDetails({ method, path, operation }: Call): string {
  const { summary, parameters, requestBody, responses } = operation
  const rows = parameters.map(
    (it) =>
      `<tr><td><code>${text(it.name)}</code>${it.required === true ? ' *' : ''}</td><td>${text(it.in)}</td><td>${text(it.description ?? '')} ${schemaText(it.schema)}</td></tr>`,
  )
  const answers = Object.entries(responses).map(
    ([status, { description, content }]) =>
      `<tr><td><code>${text(status)}</code></td><td>${text(description)}</td><td>${contentText(content)}</td></tr>`,
  )
  return `<details>
<summary><b class="${method.toLowerCase()}">${method}</b> <code>${text(path)}</code> <span>${text(summary)}</span></summary>
${rows.length === 0 ? '' : `<h3>Parameters</h3><table>${rows.join('')}</table>`}
${requestBody === undefined ? '' : `<h3>Body</h3><p>${contentText(requestBody.content)}</p>${bodyExample(requestBody.content)}`}
<h3>Answers</h3><table>${answers.join('')}</table>
</details>`
}

function contentText(content: Content | undefined): string {
  const kinds = Object.entries(content ?? {})
  return kinds.map(([type, { schema }]) => `<code>${text(type)}</code> ${schemaText(schema)}`).join('<br>')
}

function bodyExample(content: Content): string {
  const [media] = Object.values(content)
  if (media?.example === undefined) return ''
  const { example } = media
  return `<pre>${text(typeof example === 'string' ? example : JSON.stringify(example, null, 2))}</pre>`
}

function namedSchema(name: string, schema: JsonSchema): string {
  const json = text(JSON.stringify(schema, null, 2))
  // the references inside the JSON become links to their schemas
  const linked = json.replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$1</a>')
  return `<details id="schema-${text(name)}"><summary><code>${text(name)}</code></summary><pre>${linked}</pre></details>`
}

function schemaText(schema: JsonSchema | undefined): string {
  if (schema === undefined) return ''
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1]
  if (name !== undefined) return `<a href="#schema-${name}">${name}</a>`
  return `<code>${text(JSON.stringify(schema))}</code>`
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

export const docsStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 small { font-weight: normal; opacity: .7 }
nav a { margin-right: .75rem }
details { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 4.5rem; font-family: ui-monospace, monospace }
summary span { opacity: .8 }
h3 { font-size: 1rem; margin: .75rem 0 .25rem }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); padding: .25rem .5rem .25rem 0; vertical-align: top; overflow-wrap: anywhere }
td:first-child { white-space: nowrap }
pre { overflow-x: auto; font-size: .85rem }
code { font-size: .9em; overflow-wrap: anywhere }
`
