import type { WorkflowBinding } from '../../../contract/style'
import type { StyleTakes } from '../../../contract/style-inputs'
import type { Graph } from './graph'
import { slotNames } from './slots'

/** What each job brings by itself, whatever else it says. */
const ofEveryJob = ['image', 'prompt', 'prefix', 'seed']

/** What a graph takes by its bindings and by the slots in it. */
export function workflowTakes(graph: Graph, { inputs }: WorkflowBinding): StyleTakes {
  const { lora, ...plain } = inputs
  const bound = Object.entries(plain).flatMap(([name, places]) => (places ? [name] : []))
  const names = [...bound, ...(lora ? ['lora', 'loraStrength'] : []), ...slotNames(graph)]
  return {
    picture: names.includes('image'),
    inputs: [...new Set(names)].filter((name) => !ofEveryJob.includes(name)),
  }
}
