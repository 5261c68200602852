import { join } from 'node:path'
import { pictureNeeded } from '../../contract/style-inputs'
import type { GenerateRequest } from '../backends/backend'
import type { Images } from '../images/images'
import { bindWorkflow, type BoundWorkflow } from './workflow/bind'
import type { Graph } from './workflow/graph'
import { workflowValues } from './workflow/values'
import { workflowTakes } from './workflow/workflow-takes'
import { workflowInvalid } from './workflow/workflow-invalid'

/** What one job asks of whichever server makes it. */
export interface JobOrder {
  jobId: string
  style: GenerateRequest['style']
  isTimeFixed: boolean
  graph: Graph
  /** The original as it is uploaded; made when it is first needed. */
  picture(): Promise<{ path: string; mediaType: string }>
  /** The graph for one submission. */
  bind(told: { image: string; prefix: string; seed: number }): BoundWorkflow
  wantsPicture: boolean
}

/** Throws `workflow_invalid` where the style has no workflow. */
export function createJobOrder(request: GenerateRequest, images: Images): JobOrder {
  const { style, jobId, prompt, inputs, originalPath, workDir } = request
  const { graph, workflow } = style
  if (!graph || !workflow) {
    throw workflowInvalid({ style: style.name, what: 'it has none', hint: 'Add "workflow" to its style.json.' })
  }
  const { picture: wantsPicture } = workflowTakes(graph, workflow)
  if (wantsPicture && originalPath === '') throw pictureNeeded(style.name)
  let made: Promise<{ path: string; mediaType: string }> | null = null

  async function make() {
    const path = join(workDir, 'upload.jpg')
    const { maxSidePx, aspect } = style
    const background = aspect?.background ?? (request.source === 'canvas' ? 'white' : 'grey')
    const to = { maxSidePx, aspect: aspect && ratioOf(aspect.ratio), how: aspect?.fit ?? 'crop', background } as const
    await images.fit(originalPath, path, to)
    return { path, mediaType: 'image/jpeg' }
  }

  return {
    jobId,
    style,
    isTimeFixed: request.isTimeFixed ?? false,
    graph,
    picture: () => (made ??= make()),
    bind({ image, prefix, seed }) {
      const fixed = typeof style.seed === 'number' && seed === request.seed ? style.seed : seed
      const values = { ...workflowValues(style, { prompt, seed, inputs, image, prefix }), seed: fixed }
      return bindWorkflow({ style: style.name, graph, binding: workflow, values })
    },
    wantsPicture,
  }
}

function ratioOf(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number)
  return width / height
}
