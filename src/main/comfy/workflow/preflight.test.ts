import { describe, expect, it } from 'vitest'
import { parseGraph } from './graph'
import { cardModelsIn, modelsIn } from './models'
import { choicesOf, objectInfo } from './object-info'
import { classesIn, missingError, missingOn } from './preflight'

const graph = parseGraph(
  {
    1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'ink.safetensors' }, _meta: { title: 'Model' } },
    2: {
      class_type: 'LoraLoader',
      inputs: { lora_name: 'line.safetensors', model: ['1', 0], clip: ['1', 1], strength_model: 1 },
    },
    3: { class_type: 'VAELoader', inputs: { vae_name: 'fine.safetensors' } },
    4: { class_type: 'ControlNetLoader', inputs: { control_net_name: 'scribble.pth' } },
    5: { class_type: 'CLIPLoader', inputs: { clip_name: 't5.safetensors', type: 'ltxv' } },
    6: { class_type: 'KSampler', inputs: { sampler_name: 'euler', scheduler: 'normal' }, _meta: { title: 'Sampler' } },
    7: { class_type: 'LoadImage', inputs: { image: 'photo.png' } },
    8: { class_type: 'LoadImage', inputs: { image: 'photo.png' } },
  },
  'ink',
)

/** Lists as the servers of 2024 tell them, and as newer node definitions do. */
const older = (list: string[]) => [list, { tooltip: 'choose' }]
const newer = (list: string[]) => ['COMBO', { multiselect: false, options: list }]

function infoWith(combo: typeof older | typeof newer, lists: Partial<Record<string, string[]>> = {}) {
  const of = (input: string, fine: string) => ({ input: { required: { [input]: combo(lists[input] ?? [fine]) } } })
  return objectInfo.parse({
    CheckpointLoaderSimple: of('ckpt_name', 'ink.safetensors'),
    LoraLoader: of('lora_name', 'line.safetensors'),
    VAELoader: of('vae_name', 'fine.safetensors'),
    ControlNetLoader: of('control_net_name', 'scribble.pth'),
    CLIPLoader: {
      input: { required: { clip_name: combo(['t5.safetensors']) }, optional: { type: combo(['ltxv', 'flux']) } },
    },
    KSampler: {
      input: { required: { sampler_name: combo(lists['sampler_name'] ?? ['euler']), seed: ['INT', { min: 0 }] } },
    },
    LoadImage: { input: { required: { image: [['old.png'], { image_upload: true }] } } },
  })
}

describe.each([
  ['older', older],
  ['newer', newer],
])('a look at a server with %s lists', (_age, combo) => {
  it('finds nothing missing where all is there, and does not look for uploaded pictures', () => {
    expect(missingOn(infoWith(combo), graph)).toEqual([])
  })

  it.each([
    ['ckpt_name', 'checkpoints', 'ink.safetensors'],
    ['lora_name', 'loras', 'line.safetensors'],
    ['vae_name', 'vae', 'fine.safetensors'],
    ['control_net_name', 'controlnet', 'scribble.pth'],
  ])('names what is missing for %s and the folder it belongs into', (input, folder, file) => {
    const [missing, ...others] = missingOn(infoWith(combo, { [input]: ['another.safetensors'] }), graph)
    expect(others).toEqual([])
    expect(missing).toMatchObject({ kind: 'model', folder, file, similar: null })
    expect(missingError('ink', missing!)).toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining(file) as string,
      hint: expect.stringContaining(`models/${folder}`) as string,
    })
  })

  it('says when the same file lies in another folder', () => {
    const [missing] = missingOn(infoWith(combo, { lora_name: ['SDXL\\Line.safetensors'] }), graph)
    expect(missingError('ink', missing!)).toMatchObject({
      params: { similar: 'SDXL\\Line.safetensors', kind: 'similar' },
      hint: expect.stringContaining('SDXL\\Line.safetensors') as string,
    })
  })

  it('names a sampler that the server does not know, with those it knows', () => {
    const [missing] = missingOn(infoWith(combo, { sampler_name: ['heun', 'ddim'] }), graph)
    expect(missingError('ink', missing!)).toMatchObject({
      code: 'workflow_refused',
      params: { kind: 'choice', place: 'Sampler › sampler_name', value: 'euler', allowed: 'heun, ddim' },
    })
  })
})

describe('a look at a server', () => {
  it('names the class of a node that it has not', () => {
    const { LoraLoader: _gone, ...info } = infoWith(older)
    const [missing, ...others] = missingOn(info, graph)
    expect([missing, others]).toEqual([{ kind: 'node', className: 'LoraLoader', node: 'LoraLoader' }, []])
    expect(missingError('ink', missing!)).toMatchObject({
      code: 'node_missing',
      params: { name: 'ink', node: 'LoraLoader' },
    })
  })

  it('takes a list that comes from elsewhere, and odd descriptions, as no list', () => {
    const odd = objectInfo.parse({
      A: { input: { required: { a: ['COMBO', { remote: { route: '/x' } }], b: 'INT', c: [], d: ['COMBO'], e: null } } },
      B: { input: 7 },
      C: {},
    })
    for (const input of ['a', 'b', 'c', 'd', 'e', 'f']) expect(choicesOf(odd, 'A', input), input).toBeNull()
    expect([choicesOf(odd, 'B', 'a'), choicesOf(odd, 'C', 'a'), choicesOf(odd, '__proto__', 'a')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('asks for every class once', () => {
    expect(classesIn(graph)).toHaveLength(7)
  })
})

it('the models of a graph are listed with their folders', () => {
  expect(modelsIn(graph).map(({ folder, file }) => `${folder}/${file}`)).toEqual([
    'checkpoints/ink.safetensors',
    'loras/line.safetensors',
    'vae/fine.safetensors',
    'controlnet/scribble.pth',
    'text_encoders/t5.safetensors',
  ])
})

it('of these a card must hold all but the LoRAs', () => {
  expect(cardModelsIn(graph)).toEqual([
    'checkpoints/ink.safetensors',
    'vae/fine.safetensors',
    'controlnet/scribble.pth',
    'text_encoders/t5.safetensors',
  ])
})
