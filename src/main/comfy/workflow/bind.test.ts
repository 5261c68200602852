import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { workflowBinding, type WorkflowBinding } from '../../../contract/style'
import { bindWorkflow } from './bind'
import { isLink, parseGraph, type Graph } from './graph'
import type { WorkflowValues } from './slots'
import { workflowValues } from './values'

const textToImage: Graph = parseGraph(
  {
    4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' }, _meta: { title: 'Model' } },
    10: {
      class_type: 'LoraLoader',
      inputs: { model: ['4', 0], clip: ['4', 1], lora_name: 'ink.safetensors', strength_model: 0.5, strength_clip: 1 },
      _meta: { title: 'Optional LoRA' },
    },
    6: {
      class_type: 'CLIPTextEncode',
      inputs: { text: 'a {{PROMPT_TEXT}}, ink', clip: ['10', 1] },
      _meta: { title: 'Prompt' },
    },
    7: { class_type: 'CLIPTextEncode', inputs: { text: '{{NEGATIVE_PROMPT}}', clip: ['10', 1] } },
    3: {
      class_type: 'KSampler',
      inputs: {
        model: ['10', 0],
        positive: ['6', 0],
        negative: ['7', 0],
        seed: '{{SEED}}',
        steps: 20,
        sampler_name: 'euler',
      },
      _meta: { title: 'Sampler' },
    },
    8: { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
    9: { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: 'x' }, _meta: { title: 'Result' } },
  },
  'ink',
)

const binding = workflowBinding.parse({
  inputs: {
    steps: { node: 'Sampler', input: 'steps' },
    sampler: { node: '3', input: 'sampler_name' },
    checkpoint: { node: 'Model', input: 'ckpt_name' },
    lora: { node: 'Optional LoRA', input: 'lora_name' },
    prefix: { node: 'Result', input: 'filename_prefix' },
  },
  output: 'Result',
})

const values = { prompt: 'fox', negative: 'blurry', seed: 7, prefix: 'photocall/1', lora: 'ink.safetensors' }

function bind(given: WorkflowValues = values, parts: { graph?: Graph; binding?: WorkflowBinding } = {}) {
  return bindWorkflow({ style: 'ink', graph: textToImage, binding, values: given, ...parts })
}

/** Which nodes there are and how they are wired, without any value. */
function structure(graph: Graph): string {
  const nodes = Object.entries(graph).map(([id, node]) => [
    id,
    node.class_type,
    Object.entries(node.inputs).map(([input, value]) => [input, isLink(value) ? value : typeof value]),
  ])
  return JSON.stringify(nodes)
}

describe('binding a workflow', () => {
  it('fills slots and bound inputs, and leaves the rest and the template as they are', () => {
    const before = JSON.stringify(textToImage)
    const { graph, outputNode } = bind({ ...values, steps: 8 })
    expect(graph['6']!.inputs['text']).toBe('a fox, ink')
    expect(graph['7']!.inputs['text']).toBe('blurry')
    expect(graph['3']!.inputs).toMatchObject({ seed: 7, steps: 8, sampler_name: 'euler' })
    expect(graph['9']!.inputs['filename_prefix']).toBe('photocall/1')
    expect(outputNode).toBe('9')
    expect(JSON.stringify(textToImage)).toBe(before)
  })

  it('tells what was bound, also what the graph itself says', () => {
    expect(bind().bound).toEqual({
      ...values,
      steps: 20,
      sampler: 'euler',
      checkpoint: 'base.safetensors',
      loraStrength: 0.5,
    })
  })

  it('puts one value into several places', () => {
    const inputs = {
      ...binding.inputs,
      prefix: [
        { node: 'Result', input: 'filename_prefix' },
        { node: 'Sampler', input: 'sampler_name' },
      ],
    }
    const { graph } = bind(values, { binding: { ...binding, inputs } })
    expect([graph['9']!.inputs['filename_prefix'], graph['3']!.inputs['sampler_name']]).toEqual([
      'photocall/1',
      'photocall/1',
    ])
  })

  it('sets both strengths of a LoRA', () => {
    const { graph } = bind({ ...values, lora: 'other.safetensors', loraStrength: 0.8 })
    expect(graph['10']!.inputs).toMatchObject({
      lora_name: 'other.safetensors',
      strength_model: 0.8,
      strength_clip: 0.8,
    })
  })

  it('takes the loader of an unnamed LoRA out and wires its consumers to what it got', () => {
    const { graph, bound } = bind({ ...values, lora: '' })
    expect(Object.keys(graph)).not.toContain('10')
    expect(graph['3']!.inputs['model']).toEqual(['4', 0])
    expect(graph['6']!.inputs['clip']).toEqual(['4', 1])
    expect(graph['7']!.inputs['clip']).toEqual(['4', 1])
    expect(bound).not.toHaveProperty('loraStrength')
    expect(() => parseGraph(graph, 'ink')).not.toThrow()
  })

  it('lets an empty prompt leave its slot empty', () => {
    expect(bind({ seed: 1 }).graph['6']!.inputs['text']).toBe('a , ink')
  })

  it('fills slots of a style of its own, in lists and objects too', () => {
    const graph = parseGraph(
      { 1: { class_type: 'Any', inputs: { a: [{ b: '{{SKY_COLOUR}}' }], c: '{{RICH}}' } } },
      'ink',
    )
    const own = { ...binding, inputs: {}, output: '1' }
    const bound = bind({ skyColour: 'red', rich: true }, { graph, binding: own })
    expect(bound.graph['1']!.inputs).toEqual({ a: [{ b: 'red' }], c: true })
  })

  it.each<[string, Partial<WorkflowBinding['inputs']>, RegExp]>([
    [
      'a node that is not there',
      { steps: { node: 'Nobody', input: 'steps' } },
      /node "Nobody", input|node "Nobody": no node/,
    ],
    ['a title that two nodes have', { negative: { node: 'CLIPTextEncode', input: 'text' } }, /7|have this title/],
    [
      'an input that the node has not',
      { steps: { node: 'Sampler', input: 'stepps' } },
      /node "Sampler", input "stepps"/,
    ],
    ['an input that is wired', { steps: { node: 'Sampler', input: 'model' } }, /it is wired to node 10/],
    [
      'an input of another type',
      { prefix: { node: 'Sampler', input: 'steps' } },
      /is a word, the input holds a number/,
    ],
  ])('refuses %s, naming style, node and input', (what, inputs, message) => {
    const graph = what.includes('two nodes') ? withTitle(textToImage, '6', 'CLIPTextEncode') : textToImage
    const refused = () => bind(values, { graph, binding: { ...binding, inputs: { ...binding.inputs, ...inputs } } })
    expect(refused).toThrow(expect.objectContaining({ code: 'workflow_invalid' }))
    expect(refused).toThrow(message)
    expect(refused).toThrow(/style "ink"/)
  })

  it('refuses a slot that nothing fills, and says which there are', () => {
    const graph = parseGraph({ 1: { class_type: 'Any', inputs: { text: 'in {{MOOD}} mood' } } }, 'ink')
    expect(() => bind(values, { graph, binding: { ...binding, inputs: {}, output: '1' } })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('{{MOOD}}') as string,
        hint: expect.stringContaining('{{SEED}}') as string,
      }),
    )
  })

  it.each([
    ['seed', 'seven'],
    ['prompt', 7],
  ])('refuses %s as another type', (name, value) => {
    expect(() => bind({ ...values, [name]: value })).toThrow(/must be/)
  })

  it('keeps nodes and wires whatever the words hold', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '{{SEED}}',
        '["4",0]',
        '"},"99":{"class_type":"x"',
        '$&$1',
        '__proto__',
        '\\',
        '\u0000',
        '{{PROMPT_TEXT}}',
      ),
      fc.array(fc.constantFrom('"', '\\', '{{', '}}', 'SEED', '[', ',', '\n', '\u2028')).map((parts) => parts.join('')),
    )
    const before = structure(bind().graph)
    fc.assert(
      fc.property(hostile, hostile, (prompt, negative) => {
        const { graph } = bind({ ...values, prompt, negative })
        expect(structure(graph)).toBe(before)
        expect(structure(JSON.parse(JSON.stringify(graph)) as Graph)).toBe(before)
        expect(graph['6']!.inputs['text']).toBe(`a ${prompt}, ink`)
        expect(graph['7']!.inputs['text']).toBe(negative)
      }),
    )
  })
})

describe('the values of a job', () => {
  const job = { prompt: '', seed: 5, inputs: {}, image: 'up.png', prefix: 'p' }

  it('come before the style’s own, which come before the graph’s', () => {
    const style = { defaults: { prompt: 'a castle', steps: 4 }, seed: 'job' } as const
    expect(workflowValues(style, job)).toEqual({ prompt: 'a castle', steps: 4, seed: 5, image: 'up.png', prefix: 'p' })
    expect(workflowValues(style, { ...job, prompt: 'a fox', inputs: { steps: 9 } })).toMatchObject({
      prompt: 'a fox',
      steps: 9,
    })
    expect(workflowValues({ defaults: {}, seed: 'job' }, job)).not.toHaveProperty('prompt')
  })

  it('have the fixed seed of a style that names one', () => {
    expect(workflowValues({ defaults: {}, seed: 0 }, job)).toMatchObject({ seed: 0 })
  })
})

function withTitle(graph: Graph, id: string, title: string): Graph {
  return { ...graph, [id]: { ...graph[id]!, _meta: { title } } }
}
