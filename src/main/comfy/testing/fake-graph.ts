import { createHash } from 'node:crypto'
import type { FakeNode, InputSpec } from './fake-node'
import type { FakeProfile } from './fake-profiles'

export interface GraphNode {
  class_type: string
  inputs: Record<string, unknown>
  _meta?: { title?: string }
}
export type Graph = Record<string, GraphNode>
export type Link = [string, number]

export const isLink = (value: unknown): value is Link => Array.isArray(value) && value.length === 2

interface NodeError {
  type: string
  message: string
  details: string
  extra_info: Record<string, unknown>
}
export type NodeErrors = Record<string, { errors: NodeError[]; dependent_outputs: string[]; class_type: string }>

export type Verdict =
  | { ok: true; outputs: string[]; nodeErrors: NodeErrors }
  | { ok: false; status: 400 | 500; error: unknown; nodeErrors: NodeErrors }

interface Known {
  nodes: Record<string, FakeNode>
  profile: FakeProfile
  hasUpload(name: string): boolean
}

/** What the real server's `validate_prompt` answers: bad outputs are dropped, and only a graph without a good one is refused. */
export function validate(graph: Graph, known: Known): Verdict {
  const unknownId = Object.keys(graph).find((id) => !known.nodes[graph[id]!.class_type])
  if (unknownId !== undefined) return unknownNode(graph, unknownId, known.profile)
  const outputs = outputIds(graph, known.nodes)
  if (outputs.length === 0) return refused('prompt_no_outputs', 'Prompt has no outputs', '')
  const nodeErrors: NodeErrors = {}
  const checked = new Map<string, NodeError[]>()
  const good = outputs.filter((id) => {
    const bad = errorsOf(id, graph, known, checked)
    if (!bad) return true
    for (const [failed, errors] of checked) {
      if (errors.length === 0) continue
      nodeErrors[failed] ??= { errors, dependent_outputs: [], class_type: graph[failed]!.class_type }
      nodeErrors[failed].dependent_outputs.push(id)
    }
    return false
  })
  if (good.length > 0) return { ok: true, outputs: good, nodeErrors }
  return {
    ...refused('prompt_outputs_failed_validation', 'Prompt outputs failed validation', detailsOf(outputs, checked)),
    nodeErrors,
  }
}

function detailsOf(outputs: string[], checked: Map<string, NodeError[]>): string {
  const own = outputs.flatMap((id) => checked.get(id) ?? []).filter((error) => error.type !== 'link')
  return own.map((error) => `${error.message}: ${error.details}`).join('\n')
}

function refused(type: string, message: string, details: string) {
  return { ok: false as const, status: 400 as const, error: { type, message, details, extra_info: {} }, nodeErrors: {} }
}

function unknownNode(graph: Graph, id: string, { unknownNode: answer }: FakeProfile): Verdict {
  const name = graph[id]!.class_type
  if (answer === 'status-500') return { ok: false, status: 500, error: null, nodeErrors: {} }
  if (answer === 'invalid_prompt') {
    return refused(answer, `Cannot execute because node ${name} does not exist.`, `Node ID '#${id}'`)
  }
  const error = {
    type: answer,
    message: `Node '${name}' not found. The custom node may not be installed.`,
    details: `Node ID '#${id}'`,
    extra_info: { node_id: id, class_type: name, node_title: graph[id]!._meta?.title ?? name },
  }
  return { ok: false, status: 400, error, nodeErrors: {} }
}

/** Whether a node or anything it needs is wrong; fills `checked` with each node's own errors. */
function errorsOf(id: string, graph: Graph, known: Known, checked: Map<string, NodeError[]>): boolean {
  const before = checked.get(id)
  if (before) return before.length > 0
  const errors: NodeError[] = []
  checked.set(id, errors)
  const node = graph[id]!
  const { inputs } = known.nodes[node.class_type]!
  let bad = false
  for (const [name, spec] of Object.entries(inputs)) {
    const value = node.inputs[name]
    if (value === undefined) {
      if (!spec.optional)
        errors.push(nodeError('required_input_missing', 'Required input is missing', name, { input_name: name }))
    } else if (isLink(value)) {
      if (!graph[value[0]]) errors.push(brokenLink(value[0]))
      else if (errorsOf(value[0], graph, known, checked)) bad = true
      else errors.push(...linkErrors(value, name, spec, graph, known))
    } else errors.push(...valueErrors(value, name, spec, known))
  }
  return bad || errors.length > 0
}

function linkErrors([from, place]: Link, name: string, spec: InputSpec, graph: Graph, known: Known): NodeError[] {
  const given = known.nodes[graph[from]!.class_type]!.outputs[place]
  if (spec.type !== 'LINK' || given === spec.of) return []
  const details = `${name}, received_type(${given}) mismatch input_type(${spec.of})`
  return [nodeError('return_type_mismatch', 'Return type mismatch between linked nodes', details, { input_name: name })]
}

function valueErrors(value: unknown, name: string, spec: InputSpec, known: Known): NodeError[] {
  const info = { input_name: name, input_config: configOf(spec), received_value: value }
  if (spec.type === 'LINK')
    return [
      nodeError('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', name, info),
    ]
  if (spec.type === 'COMBO') return comboErrors(value, name, spec, known, info)
  if (spec.type !== 'INT' && spec.type !== 'FLOAT') return []
  const number = typeof value === 'boolean' ? Number(value) : Number.parseFloat(String(value))
  if (!Number.isFinite(number)) {
    const reason = `invalid literal for int() with base 10: '${String(value)}'`
    const message = `Failed to convert an input value to a ${spec.type} value`
    return [
      nodeError('invalid_input_type', message, `${name}, ${String(value)}, ${reason}`, {
        ...info,
        exception_message: reason,
      }),
    ]
  }
  if (spec.min !== undefined && number < spec.min)
    return [nodeError('value_smaller_than_min', `Value ${number} smaller than min of ${spec.min}`, name, info)]
  if (spec.max !== undefined && number > spec.max)
    return [nodeError('value_bigger_than_max', `Value ${number} bigger than max of ${spec.max}`, name, info)]
  return []
}

function comboErrors(
  value: unknown,
  name: string,
  spec: InputSpec & { type: 'COMBO' },
  known: Known,
  info: Record<string, unknown>,
) {
  if (spec.upload) {
    if (known.hasUpload(String(value))) return []
    const details = `${name} - Invalid image file: ${String(value)}`
    return [nodeError('custom_validation_failed', 'Custom validation failed for node', details, { input_name: name })]
  }
  if (spec.values.includes(String(value))) return []
  const details = `${name}: '${String(value)}' not in [${spec.values.map((one) => `'${one}'`).join(', ')}]`
  return [nodeError('value_not_in_list', 'Value not in list', details, info)]
}

function nodeError(type: string, message: string, details: string, extra_info: Record<string, unknown>): NodeError {
  return { type, message, details, extra_info }
}

function brokenLink(to: string): NodeError {
  return nodeError('exception_during_validation', 'Exception when validating node', `'${to}'`, {
    exception_type: 'KeyError',
    traceback: ['(left out)'],
  })
}

/** The tuple that `/object_info` and errors tell of an input. */
export function configOf(spec: InputSpec): unknown[] {
  if (spec.type === 'LINK') return [spec.of]
  if (spec.type === 'COMBO') return [spec.values, ...(spec.upload ? [{ image_upload: true }] : [])]
  const { type, default: fallback, min, max } = spec
  return [
    type,
    { ...(fallback === undefined ? {} : { default: fallback }), ...(min === undefined ? {} : { min, max }) },
  ]
}

export function outputIds(graph: Graph, nodes: Record<string, FakeNode>): string[] {
  return Object.keys(graph).filter((id) => nodes[graph[id]!.class_type]?.isOutput)
}

const needs = (graph: Graph, id: string): string[] =>
  Object.values(graph[id]!.inputs).flatMap((value) => (isLink(value) ? [value[0]] : []))

/** Everything that the outputs need, in the order in which the real server runs it: outputs as soon as they can. */
export function executionOrder(graph: Graph, outputs: string[]): string[] {
  const wanted = new Set<string>()
  const want = (id: string) => {
    if (wanted.has(id)) return
    wanted.add(id)
    needs(graph, id).forEach(want)
  }
  outputs.forEach(want)
  const order: string[] = []
  while (order.length < wanted.size) {
    const ready = Object.keys(graph).filter(
      (id) => wanted.has(id) && !order.includes(id) && needs(graph, id).every((one) => order.includes(one)),
    )
    const next = ready.find((id) => outputs.includes(id)) ?? ready[0]
    if (next === undefined) break
    order.push(next)
  }
  return order
}

/** Equal for nodes that give the same: class, values, and the same of all they need. */
export function signature(graph: Graph, id: string, contentOf: (name: string) => string): string {
  const node = graph[id]!
  const inputs = Object.entries(node.inputs).map(([name, value]) => [
    name,
    isLink(value) ? [signature(graph, value[0], contentOf), value[1]] : value,
    node.class_type === 'LoadImage' ? contentOf(String(value)) : '',
  ])
  return createHash('sha1')
    .update(JSON.stringify([node.class_type, inputs]))
    .digest('hex')
}
