import { AppError } from '../../../contract/errors'
import { numberInputs } from '../../../contract/style'
import { nearest } from '../../lib/nearest'
import { isLink, type Graph } from './graph'
import { nodeCalled, nodeLabel, nodesCalled } from './node-reference'
import type { WorkflowValue } from './slots'

/** One value that a person wants at one input, whatever else would be put there. */
export interface SetValue {
  node: string
  input: string
  value: WorkflowValue
}

/**
 * Reads `node.input=value`: the node by id or title, the value in the type that the graph has there now. Throws
 * `invalid_input` naming what is unknown with the nearest that there is.
 */
export function readSetValue(graph: Graph, text: string): SetValue {
  const equals = text.indexOf('=')
  if (equals <= 0) throw wrong(`"${text}" is not node.input=value`, 'Write it as in --set 3.steps=30.')
  const { node, input } = placeIn(graph, text.slice(0, equals))
  return { node, input, value: typed(graph, node, input, text.slice(equals + 1)) }
}

/** A style's workflow may hold these in place of a number: `{{LORA_STRENGTH}}`. */
const numberSlots: readonly string[] = numberInputs.map(
  (name) => `{{${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}}}`,
)

/** Titles and inputs may hold dots themselves: the first place at which both sides are known counts. */
function placeIn(graph: Graph, name: string): { node: string; input: string } {
  const splits = [...name.matchAll(/\./g)].map(({ index }) => [name.slice(0, index), name.slice(index + 1)] as const)
  const [first] = splits
  if (!first) throw wrong(`"${name}" names no input`, 'Write it as in --set 3.steps=30.')
  const whole = splits.find(([reference, input]) => nodesCalled(graph, reference).some((id) => has(graph, id, input)))
  const known = whole ?? splits.find(([reference]) => nodesCalled(graph, reference).length > 0)
  const [reference, input] = known ?? splits.at(-1)!
  return { node: nodeCalled(graph, reference, '--set'), input }
}

const has = (graph: Graph, id: string, input: string): boolean => Object.hasOwn(graph[id]!.inputs, input)

function typed(graph: Graph, node: string, input: string, text: string): WorkflowValue {
  const label = nodeLabel(graph, node)
  const { inputs } = graph[node]!
  if (!has(graph, node, input)) {
    const near = nearest(input, Object.keys(inputs)).join(', ')
    throw wrong(`node ${label} has no input "${input}"`, near === '' ? 'It has none.' : `Nearest: ${near}.`)
  }
  const before = inputs[input]
  if (isLink(before)) {
    throw wrong(
      `"${input}" of node ${label} is wired`,
      `Set it where the wire begins: node ${nodeLabel(graph, before[0])}.`,
    )
  }
  const refuse = (wanted: string): never => {
    throw wrong(
      `"${input}" of node ${label} must be ${wanted}, not "${text}"`,
      `The workflow has ${String(before)} there.`,
    )
  }
  if (typeof before === 'string' && !numberSlots.includes(before)) return text
  if (typeof before === 'number' || typeof before === 'string') return numberIn(text) ?? refuse('a number')
  if (typeof before === 'boolean') return text === 'true' || (text === 'false' ? false : refuse('true or false'))
  throw wrong(`"${input}" of node ${label} holds no plain value`, 'Change it in ComfyUI and export the workflow again.')
}

/** Null for what is no number, or one that would come out as another. */
function numberIn(text: string): number | null {
  const value = Number(text)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) return null
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : value
}

const wrong = (what: string, hint: string): AppError => new AppError('invalid_input', `--set: ${what}.`, hint)
