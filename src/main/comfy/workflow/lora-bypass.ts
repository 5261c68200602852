import { isLink, titleOf, type Graph, type Link } from './graph'
import { workflowInvalid } from './workflow-invalid'

/**
 * Takes a LoRA loader out of a graph: who took its output n now takes what came into its input `through[n]`. ComfyUI
 * nodes.py: LoraLoader gives on model and clip, in this order; LoraLoaderModelOnly only the model.
 */
export function withoutLora(graph: Graph, loader: string, through: readonly string[], style: string): Graph {
  const { [loader]: removed, ...rest } = graph
  if (!removed) return graph
  const source = ([, output]: Link): Link => {
    const input = through[output]
    const link = input === undefined ? undefined : removed.inputs[input]
    if (isLink(link) && link[0] !== loader) return link
    throw workflowInvalid({
      style,
      node: titleOf(removed),
      input: input ?? '',
      what: `without a LoRA nothing can stand in for its output ${output}`,
      hint: 'Name the inputs that the loader passes on in "through", in the order of its outputs.',
    })
  }
  const rewired = Object.entries(rest).map(([id, node]) => {
    const inputs = Object.entries(node.inputs).map(([name, value]) => [
      name,
      isLink(value) && value[0] === loader ? source(value) : value,
    ])
    return [id, { ...node, inputs: Object.fromEntries(inputs) as typeof node.inputs }]
  })
  return Object.fromEntries(rewired) as Graph
}
