/** `[nodeId, outputIndex]` of another node. */
export type Link = readonly [nodeId: string, output: number]

export interface GraphNode {
  readonly class_type: string
  /** Literals and links; validation writes the cast values back. */
  readonly inputs: Record<string, unknown>
  readonly _meta?: { readonly title?: string }
}

/** A workflow in the API format. */
export type Graph = Record<string, GraphNode>

export const isLink = (value: unknown): value is Link =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'

/** The node and what it needs, what it needs first; ids that are missing are left out. */
export function ancestors(graph: Graph, id: string, found = new Set<string>()): Set<string> {
  const node = graph[id]
  if (node === undefined || found.has(id)) return found
  for (const value of Object.values(node.inputs)) if (isLink(value)) ancestors(graph, value[0], found)
  return found.add(id)
}

/** Two nodes with the same signature have the same outputs: class and inputs, those of the nodes before included. */
export function signatureOf(graph: Graph, id: string): string {
  const node = graph[id]
  if (node === undefined) return 'missing'
  const inputs = Object.entries(node.inputs).map(([name, value]) =>
    isLink(value) ? [name, signatureOf(graph, value[0]), value[1]] : [name, value],
  )
  return JSON.stringify([node.class_type, inputs.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))])
}
