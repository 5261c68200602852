import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors'
import type { Graph } from './graph'
import { readGraph, type FoundName } from './graph-reading'
import { resultNode } from './result-node'
import { film, fromPicture, fromWords, guided, inverting, throughControlNet, wiredValues } from './testing/user-graphs'

const read = (graph: Graph, result: string | null = null) => readGraph(graph, resultNode(graph, result).id, () => false)
const places = (graph: Graph, name: FoundName) =>
  read(graph)
    .placesOf(name)
    .map(({ node, input }) => `${node}.${input}`)

describe('a workflow that nobody described', () => {
  it.each([
    [
      'that begins with words',
      fromWords,
      { prompt: ['6.text'], negative: ['7.text'], seed: ['3.seed'], steps: ['3.steps'] },
    ],
    [
      'that begins with a picture',
      fromPicture,
      { image: ['10.image'], prompt: ['6.text'], prefix: ['9.filename_prefix'] },
    ],
    ['without a model', inverting, { image: ['1.image'], prompt: [], negative: [], seed: [], steps: [] }],
    [
      'through a ControlNet, whose negative is zeroed',
      throughControlNet,
      { prompt: ['6.text'], negative: [], image: ['10.image'] },
    ],
    [
      'with a guider',
      guided,
      { prompt: ['1.clip_l', '1.t5xxl'], negative: [], seed: ['6.noise_seed'], steps: ['7.steps'] },
    ],
    [
      'whose values are wired',
      wiredValues,
      { prompt: ['22.value'], negative: ['7.text'], seed: ['20.value'], steps: ['21.value'] },
    ],
    ['that makes a film', film, { image: ['1.image'], prefix: ['3.filename_prefix'] }],
  ])('%s takes everything where it stands', (_what, graph, wanted) => {
    for (const [name, expected] of Object.entries(wanted)) {
      expect(places(graph, name as FoundName).sort(), name).toEqual([...expected].sort())
    }
  })

  const secondSampler = { ...fromWords[3]!.inputs, latent_image: ['3', 0], steps: 10 }
  const twoStages: Graph = {
    ...fromWords,
    14: { class_type: 'KSampler', inputs: secondSampler, _meta: { title: 'Refine' } },
    8: { class_type: 'VAEDecode', inputs: { samples: ['14', 0], vae: ['4', 2] } },
  }

  it('gives every sampler the seed, and tells several steps that differ by id, class and title', () => {
    expect(places(twoStages, 'seed').sort()).toEqual(['14.seed', '3.seed'])
    expect(() => places({ ...twoStages, 3: { ...twoStages[3]!, _meta: { title: 'Draft' } } }, 'steps')).toThrow(
      /--steps could be for several nodes: 3 \(KSampler "Draft"\), 14 \(KSampler "Refine"\)/,
    )
    expect(places(twoStages, 'steps')).toEqual(['3.steps'])
  })

  it('takes several texts that are the same as one, and lets a title decide between others', () => {
    const two = (text: string, title?: string): Graph => ({
      ...fromWords,
      3: { ...fromWords[3]!, inputs: { ...fromWords[3]!.inputs, positive: ['15', 0] } },
      15: { class_type: 'ConditioningCombine', inputs: { conditioning_1: ['6', 0], conditioning_2: ['16', 0] } },
      16: { class_type: 'CLIPTextEncode', inputs: { text, clip: ['4', 1] }, _meta: { title: title ?? 'Style' } },
    })
    const words = String(fromWords[6]!.inputs['text'])
    expect(places(two(words), 'prompt')).toEqual(['6.text', '16.text'])
    expect(places(two('oil on canvas'), 'prompt')).toEqual(['6.text'])
    expect(() => places(two('oil on canvas', 'My prompt'), 'prompt')).toThrow(/--prompt could be for several nodes/)
  })

  it('tells several pictures, unless one of them is called so', () => {
    const two = (title: string): Graph => ({
      ...inverting,
      2: { class_type: 'ImageBatch', inputs: { image1: ['1', 0], image2: ['4', 0] } },
      4: { class_type: 'LoadImage', inputs: { image: 'pose.png' }, _meta: { title } },
    })
    expect(() => places(two('Load Image'), 'image')).toThrow(
      /1 \(LoadImage "Load Image"\), 4 \(LoadImage "Load Image"\)/,
    )
    expect(places(two('Photo'), 'image')).toEqual(['4.image'])
  })

  it('leaves what was set already, and texts that have slots', () => {
    const reading = readGraph(fromWords, '9', ({ node, input }) => node === '3' && input === 'seed')
    expect(reading.placesOf('seed')).toEqual([])
    const slotted = { ...fromWords, 6: { ...fromWords[6]!, inputs: { text: 'of {{PROMPT_TEXT}}', clip: ['4', 1] } } }
    expect(places(slotted, 'prompt')).toEqual([])
  })

  it('reads only what its result rests on', () => {
    const beside: Graph = { ...fromWords, 30: { class_type: 'KSampler', inputs: { seed: 1, steps: 3 } } }
    expect(places(beside, 'seed')).toEqual(['3.seed'])
  })

  it('without a sampler holds its words in inputs that are called so', () => {
    const remote: Graph = {
      1: { class_type: 'ImageService', inputs: { prompt: 'a cat', negative_prompt: 'dogs', seed: 4 } },
      2: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
    }
    expect(places(remote, 'prompt')).toEqual(['1.prompt'])
    expect(places(remote, 'negative')).toEqual(['1.negative_prompt'])
  })

  it('never does anything worse than to refuse, however it is wired', () => {
    const names = ['positive', 'negative', 'conditioning', 'text', 'seed', 'steps', 'image', 'images', 'value']
    const classes = ['KSampler', 'CLIPTextEncode', 'BasicGuider', 'LoadImage', 'SaveImage', 'PrimitiveInt', 'X']
    const ids = ['1', '2', '3', '4']
    const value = fc.oneof(
      fc.tuple(fc.constantFrom(...ids), fc.nat(2)),
      fc.integer(),
      fc.constant('words'),
      fc.constant(null),
    )
    const graphs = fc.record(
      Object.fromEntries(
        ids.map((id) => [
          id,
          fc.record({
            class_type: fc.constantFrom(...classes),
            inputs: fc.dictionary(fc.constantFrom(...names), value),
          }),
        ]),
      ),
    )
    fc.assert(
      fc.property(graphs, (graph) => {
        try {
          const reading = read(graph)
          for (const name of ['image', 'prompt', 'negative', 'seed', 'steps', 'prefix'] as const) reading.placesOf(name)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the node that gives the result', () => {
  const twice: Graph = {
    ...fromWords,
    40: { class_type: 'SaveImage', inputs: { images: ['8', 0] }, _meta: { title: 'Large' } },
  }
  const preview: Graph = { ...fromWords, 41: { class_type: 'PreviewImage', inputs: { images: ['8', 0] } } }

  it('is a film before a picture, and what is saved before what is shown', () => {
    const both = { ...film, 9: { class_type: 'SaveImage', inputs: { images: ['1', 0] } } }
    expect(resultNode(both, null)).toEqual({ id: '3', kind: 'video' })
    expect(resultNode(preview, null)).toEqual({ id: '9', kind: 'image' })
    expect(resultNode({ 1: { class_type: 'PreviewImage', inputs: { images: ['2', 0] } } }, null).id).toBe('1')
  })

  it('is told by a title or by --result where there are several', () => {
    expect(() => resultNode(twice, null)).toThrow(/9 \(SaveImage "Save Image"\), 40 \(SaveImage "Large"\)/)
    expect(resultNode(twice, 'large').id).toBe('40')
    const titled = { ...twice, 40: { ...twice[40]!, _meta: { title: 'Result' } } }
    expect(resultNode(titled, null).id).toBe('40')
    expect(() => resultNode(twice, 'Lagre')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('40') as string }),
    )
  })

  it('is missed where nothing leaves a file behind', () => {
    const socket: Graph = { 1: { class_type: 'SaveImageWebsocket', inputs: { images: ['2', 0] } } }
    expect(() => resultNode(socket, null)).toThrow(/no node of it saves or shows/)
  })
})
