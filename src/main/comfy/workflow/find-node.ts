import { titleOf, type Graph } from './graph'
import { workflowInvalid } from './workflow-invalid'

/** The id of the node that a binding means: by id, else by title. Throws `workflow_invalid` for none and for several. */
export function findNode(graph: Graph, reference: string, style: string): string {
  if (Object.hasOwn(graph, reference)) return reference
  const [id, ...others] = Object.keys(graph).filter((each) => titleOf(graph[each]!) === reference)
  if (id === undefined) {
    const titles = Object.values(graph).map(titleOf).join(', ')
    throw workflowInvalid({
      style,
      node: reference,
      what: 'no node has this title or id',
      hint: `Nodes of the workflow: ${titles}.`,
    })
  }
  if (others.length === 0) return id
  throw workflowInvalid({
    style,
    node: reference,
    what: `the nodes ${[id, ...others].join(', ')} all have this title`,
    hint: 'Give them different titles in ComfyUI, or name the node by its id.',
  })
}
