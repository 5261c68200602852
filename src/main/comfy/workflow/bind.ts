import { numberInputs, wordInputs, type WorkflowBinding, type WorkflowPlace } from '../../../contract/style'
import { findNode } from './find-node'
import { isLink, type Graph } from './graph'
import { withoutLora } from './lora-bypass'
import { fillSlots, type WorkflowValue, type WorkflowValues } from './slots'
import { workflowInvalid } from './workflow-invalid'

export interface BoundWorkflow {
  /** What the server gets as `prompt`. */
  graph: Graph
  /** The id of the node whose first file is the capture. */
  outputNode: string
  /** What was put in, by name, for the record; a name without a value kept what the graph says. */
  bound: Record<string, WorkflowValue>
}

/**
 * Puts values into a graph at the places that its style names, and into its slots; the graph given is left as it is.
 * Whatever the values hold, nodes and links stay those of the template, but for an unnamed LoRA's loader. Throws AppError
 * `workflow_invalid` naming style, node and input.
 */
export function bindWorkflow(template: {
  style: string
  graph: Graph
  binding: WorkflowBinding
  values: WorkflowValues
}): BoundWorkflow {
  const { style, binding, values } = template
  checkTypes(values, style)
  const graph = fillSlots(template.graph, { prompt: '', negative: '', ...values }, style)
  const bound: Record<string, WorkflowValue> = { ...values }
  for (const [name, places] of Object.entries(placesOf(binding))) {
    for (const place of places) {
      const value = put(graph, { name, place, value: values[name], style })
      bound[name] ??= value
    }
  }
  const ready = withChosenLora(graph, { bound, binding, style })
  return { graph: ready, outputNode: findNode(ready, binding.output, style), bound }
}

/** By the value's name; the LoRA's strength has a name of its own. */
function placesOf({ inputs }: WorkflowBinding): Record<string, WorkflowPlace[]> {
  const { lora, ...plain } = inputs
  const places: Record<string, WorkflowPlace[]> = {}
  for (const [name, place] of Object.entries(plain)) if (place) places[name] = [place].flat()
  if (!lora) return places
  places['lora'] = [{ node: lora.node, input: lora.input }]
  places['loraStrength'] = lora.strength.map((input) => ({ node: lora.node, input }))
  return places
}

/** Writes one value, or leaves the template's where there is none; tells what stands there now. */
function put(
  graph: Graph,
  {
    name,
    place,
    value,
    style,
  }: { name: string; place: WorkflowPlace; value: WorkflowValue | undefined; style: string },
): WorkflowValue {
  const node = graph[findNode(graph, place.node, style)]!
  const refuse = (what: string, hint: string): never => {
    throw workflowInvalid({ style, node: place.node, input: place.input, what, hint })
  }
  const known = Object.keys(node.inputs).join(', ') || 'none'
  if (!Object.hasOwn(node.inputs, place.input))
    return refuse(`a ${node.class_type} has no such input here`, `Its inputs: ${known}.`)
  const before = node.inputs[place.input]
  if (isLink(before))
    return refuse(`"${name}" cannot be set: it is wired to node ${before[0]}`, 'Bind the node where the wire begins.')
  if (typeof before !== 'string' && typeof before !== 'number' && typeof before !== 'boolean')
    return refuse(`"${name}" cannot be set: it holds no plain value`, 'Bind another input.')
  if (value === undefined) return before
  if (typeof value !== typeof before)
    return refuse(
      `"${name}" is ${typeof value === 'string' ? 'a word' : `a ${typeof value}`}, the input holds a ${typeof before}`,
      'Correct the value under "defaults", or bind another input.',
    )
  node.inputs[place.input] = value
  return value
}

function withChosenLora(
  graph: Graph,
  { bound, binding, style }: Pick<BoundWorkflow, 'bound'> & { binding: WorkflowBinding; style: string },
): Graph {
  const { lora } = binding.inputs
  if (!lora || bound['lora'] !== '') return graph
  delete bound['loraStrength']
  return withoutLora(graph, findNode(graph, lora.node, style), lora.through, style)
}

function checkTypes(values: WorkflowValues, style: string): void {
  const check = (names: readonly string[], type: 'string' | 'number', what: string) => {
    for (const name of names) {
      if (!Object.hasOwn(values, name) || typeof values[name] === type) continue
      throw workflowInvalid({ style, input: name, what: `"${name}" must be ${what}`, hint: 'Correct its style.json.' })
    }
  }
  check(wordInputs, 'string', 'text')
  check(numberInputs, 'number', 'a number')
}
