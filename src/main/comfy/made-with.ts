import type { MadeWith } from '../../contract/replay'
import type { JobOrder } from './job-order'
import type { ServerLink } from './server-link'
import type { BoundWorkflow } from './workflow/bind'
import { modelsIn } from './workflow/models'
import { workflowHash } from './workflow/workflow-hash'

/** What the record of a picture says of the workflow and the server that made it. */
export function madeWith(link: ServerLink, order: JobOrder, { graph, bound }: BoundWorkflow, seed: number): MadeWith {
  return {
    seed: typeof bound['seed'] === 'number' ? bound['seed'] : seed,
    values: bound,
    workflowHash: workflowHash(order.graph),
    models: modelsIn(graph).map(({ folder, file }) => `${folder}/${file}`),
    server: { name: link.name, version: link.view().version },
  }
}
