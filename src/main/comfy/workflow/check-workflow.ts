import type { StyleFile } from '../../../contract/style'
import { bindWorkflow } from './bind'
import { parseGraph, type Graph } from './graph'
import { workflowValues } from './values'
import { workflowInvalid } from './workflow-invalid'

/** Any: whether a graph and its bindings fit does not depend on what a job brings. */
const exampleJob = { prompt: 'a portrait', seed: 1, inputs: {}, image: 'original.png', prefix: 'photocall' }

/** Checks a style's graph by binding it once; gives the graph. Throws AppError `workflow_invalid`. */
export function checkWorkflow(json: unknown, style: StyleFile & { name: string }): Graph {
  const { name, workflow } = style
  const graph = parseGraph(json, name)
  if (!workflow)
    throw workflowInvalid({ style: name, what: 'it has no bindings', hint: 'Add "workflow" to style.json.' })
  bindWorkflow({ style: name, graph, binding: workflow, values: workflowValues(style, exampleJob) })
  return graph
}
