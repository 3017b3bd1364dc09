import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'vite'

/** What a boundary rule may want to know of one source file. */
export interface SourceFacts {
  /** From the root, e.g. `api/store/append.ts`. */
  readonly path: string
  /** What it imports, in the order of the file: paths from the root for own files, else the specifier. */
  readonly imports: readonly string[]
  readonly readsEnvironment: boolean
  readonly usesConsole: boolean
  readonly hasDefaultExport: boolean
  readonly lines: number
}

/** Stands for an `import()` whose target only the running program knows. */
export const COMPUTED = '(computed)'

/** The facts of every source in `folders`; a folder that is not there yet has none. */
export function readSourceFacts(root: string, folders: readonly string[]): SourceFacts[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      listSources(root, folder).map((path) => sourceFacts(path, readFileSync(join(root, path), 'utf8'))),
    )
}

export function sourceFacts(path: string, text: string): SourceFacts {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const imports: string[] = []
  const seen = { readsEnvironment: false, usesConsole: false, hasDefaultExport: false }
  const tree: unknown = program
  if (!isNode(tree)) throw new Error(`${path} gave no syntax tree`)
  walk(tree, (node) => {
    const target = importTarget(node)
    if (target !== null) imports.push(resolveTarget(path, target))
    if (target === 'node:console' || target === 'console' || isConsoleUse(node)) seen.usesConsole = true
    if (isEnvironmentUse(node)) seen.readsEnvironment = true
    if (isDefaultExport(node)) seen.hasDefaultExport = true
  })
  return { path, imports, ...seen, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) }
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

function listSources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/(^|\/)(dist|node_modules)\//.test(path))
    .sort()
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit)
  }
}

function importTarget(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType': {
      const source = node.source ?? node.argument
      if (source === null || source === undefined) return null
      return literal(source) ?? COMPUTED
    }
    case 'NewExpression':
      return moduleUrl(node)
    default:
      return null
  }
}

/** `new URL('./thread.ts', import.meta.url)` names a module that will run, in a worker or a process; what was built is data. */
function moduleUrl(node: Node): string | null {
  if (name(node.callee) !== 'URL' || !Array.isArray(node.arguments)) return null
  const target = literal(node.arguments[0])
  return target !== null && /\.(ts|mjs)$/.test(target) && !target.includes('/dist/') ? target : null
}

function resolveTarget(path: string, target: string): string {
  if (target.startsWith('#contract/')) return target.slice(1)
  if (target.startsWith('.')) return posix.join(posix.dirname(path), target)
  return target
}

/** A call; pointing `console` elsewhere, as the agent does for its libraries, is none. */
function isConsoleUse(node: Node): boolean {
  const { callee } = node
  if (node.type !== 'CallExpression' || !isNode(callee) || callee.type !== 'MemberExpression') return false
  return name(callee.object) === 'console' || memberName(callee.object) === 'console'
}

function isEnvironmentUse(node: Node): boolean {
  if (node.type === 'MemberExpression') return name(node.object) === 'process' && memberName(node) === 'env'
  if (node.type === 'VariableDeclarator') return name(node.init) === 'process' && hasKey(node.id, 'env')
  if (node.type !== 'ImportDeclaration' || literal(node.source) !== 'node:process') return false
  return JSON.stringify(node.specifiers).includes('"env"')
}

function hasKey(pattern: unknown, key: string): boolean {
  if (!isNode(pattern) || !Array.isArray(pattern.properties)) return false
  return pattern.properties.some((property) => isNode(property) && name(property.key) === key)
}

function isDefaultExport(node: Node): boolean {
  if (node.type === 'ExportDefaultDeclaration') return true
  return node.type === 'ExportSpecifier' && name(node.exported) === 'default'
}

function literal(value: unknown): string | null {
  return isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : null
}

function name(value: unknown): string | null {
  return isNode(value) && value.type === 'Identifier' && typeof value.name === 'string' ? value.name : null
}

function memberName(value: unknown): string | null {
  if (!isNode(value) || value.type !== 'MemberExpression') return null
  return name(value.property) ?? literal(value.property)
}
