import { z } from 'zod'
import { workflowInvalid } from './workflow-invalid'

const node = z.looseObject({
  class_type: z.string().min(1),
  inputs: z.record(z.string(), z.unknown()).default({}),
  _meta: z.looseObject({ title: z.string().optional() }).optional(),
})
export type GraphNode = z.infer<typeof node>

/** A workflow in ComfyUI's API format: nodes by id. A value `[id, n]` of an input is a link to output n of that node. */
export type Graph = Record<string, GraphNode>
export type Link = [id: string, output: number]

const exportHint =
  'In ComfyUI open the workflow and choose Workflow > Export (API). Older versions: turn on "Enable Dev mode options" in the settings, then "Save (API Format)".'

/**
 * Checks parsed JSON as a graph whose links all lead somewhere. Throws AppError `workflow_invalid`; for a graph in the
 * editor's own format with the way to export the right one.
 */
export function parseGraph(json: unknown, style: string): Graph {
  if (isEditorFormat(json)) {
    throw workflowInvalid({
      style,
      what: "it is in the editor's format, which the server does not run",
      hint: exportHint,
    })
  }
  const entries = Object.entries(isObject(json) ? json : {})
  if (entries.length === 0) {
    throw workflowInvalid({ style, what: 'it is not a ComfyUI workflow in API format', hint: exportHint })
  }
  const graph = Object.fromEntries(entries.map(([id, value]) => [id, parseNode(value, id, style)]))
  checkLinks(graph, style)
  return graph
}

/** As ComfyUI's validation decides it: a list of a node's id and an output's number. */
export function isLink(value: unknown): value is Link {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
}

/** What a node is called in messages: its title, else its class. */
export function titleOf(graphNode: GraphNode): string {
  return graphNode._meta?.title ?? graphNode.class_type
}

/** A node and everything it rests on, as ids. */
export function upstreamOf(graph: Graph, from: string): string[] {
  const found = new Set<string>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph[id]
    if (found.has(id) || !node) continue
    found.add(id)
    for (const value of Object.values(node.inputs)) if (Array.isArray(value)) open.push(String(value[0]))
  }
  return [...found]
}

function parseNode(value: unknown, id: string, style: string): GraphNode {
  const parsed = node.safeParse(value)
  if (parsed.success) return parsed.data
  throw workflowInvalid({ style, node: id, what: 'it has no class_type and inputs', hint: exportHint })
}

function checkLinks(graph: Graph, style: string): void {
  for (const graphNode of Object.values(graph)) {
    for (const [input, value] of Object.entries(graphNode.inputs)) {
      if (!isLink(value) || Object.hasOwn(graph, value[0])) continue
      const what = `it is wired to node ${value[0]}, which is not there`
      throw workflowInvalid({ style, node: titleOf(graphNode), input, what, hint: 'Export the workflow again.' })
    }
  }
}

/** The editor saves a list of nodes with their places on the canvas. */
function isEditorFormat(json: unknown): boolean {
  return isObject(json) && Array.isArray(json['nodes']) && !isObject(json['nodes'])
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
