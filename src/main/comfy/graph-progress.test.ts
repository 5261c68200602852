import { describe, expect, it } from 'vitest'
import { createGraphProgress } from './graph-progress'
import type { ComfyEvent } from './messages'

const promptId = 'p'
const graph = {
  load: { class_type: 'LoadImage', inputs: {} },
  sample: { class_type: 'KSampler', inputs: { image: ['load', 0], steps: 8 } },
  save: { class_type: 'SaveImage', inputs: { images: ['sample', 0] } },
  other: { class_type: 'PreviewImage', inputs: { images: ['load', 0] } },
}

function told(events: ComfyEvent[]) {
  const progress = createGraphProgress(graph, 'save')
  events.forEach((event) => progress.see(event))
  return progress.now()
}

const executing = (node: string): ComfyEvent => ({ type: 'executing', promptId, node })
const executed = (node: string): ComfyEvent => ({ type: 'executed', promptId, node })
const steps = (value: number, max = 8): ComfyEvent => ({ type: 'progress', promptId, node: 'sample', value, max })

describe('the progress of a graph', () => {
  it('weighs each node by its steps, and counts only what the output needs', () => {
    const half = told([executing('load'), executing('other'), executed('other'), executing('sample'), steps(4)])
    expect(half.fraction).toBeCloseTo((0.97 * (1 + 4)) / 10)
    expect(half).toMatchObject({ node: 'KSampler', step: 4, maxSteps: 8 })
  })

  it('is the same from snapshots of all nodes', () => {
    const nodes = { load: { value: 1, max: 1, state: 'finished' }, sample: { value: 4, max: 8, state: 'running' } }
    expect(told([{ type: 'states', promptId, nodes }]).fraction).toBeCloseTo(0.485)
  })

  it('never falls: not when a node begins anew with more steps, not when an old snapshot comes late', () => {
    const progress = createGraphProgress(graph, 'save')
    const late = { load: { value: 0, max: 1, state: 'running' } }
    const events = [
      steps(6),
      steps(1, 40),
      steps(8),
      { type: 'states', promptId, nodes: late } as const,
      executed('save'),
    ]
    const fractions = events.map((event) => (progress.see(event), progress.now().fraction))
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
  })

  it('takes what the server had before as done, and says how much that was', () => {
    const cached = told([{ type: 'cached', promptId, nodes: ['load', 'other'] }])
    expect(cached.fraction).toBeCloseTo(0.097)
    expect(cached.cachedNodes).toBe(1)
  })

  it('leaves the last of the way to the download and the check', () => {
    const events = [executing('load'), executing('sample'), steps(8), executing('save'), executed('save')]
    expect(told(events).fraction).toBeCloseTo(0.97)
  })

  it('tells a node inside an expanded one as the outer, which is not done with it', () => {
    const inner = { value: 2, max: 8, state: 'running' }
    const states: ComfyEvent = { type: 'states', promptId, nodes: { 'sample.0.3': inner } }
    const twoSteps = { node: 'KSampler', step: 2, maxSteps: 8, fraction: expect.closeTo(0.97 * 0.2) as number }
    expect(told([executing('sample'), executing('sample.0.3'), states])).toMatchObject(twoSteps)
  })

  it('says nothing where nothing is new', () => {
    const progress = createGraphProgress(graph, 'save')
    expect(progress.see(steps(2))).not.toBeNull()
    expect(progress.see(steps(2))).toBeNull()
  })
})
