import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recipeNames, recipeParameters } from '../../builtin/recipe-names'
import { loadStyles } from '../../styles/folder-styles'
import { bindWorkflow } from './bind'
import { checkWorkflow } from './check-workflow'
import { isLink, type Graph } from './graph'
import { nodeDefinitions } from './testing/node-definitions'
import { workflowValues } from './values'
import { workflowTakes } from './workflow-takes'

const backends = ['builtin', 'comfyui']
const styles = await loadStyles({
  dirs: [resolve('styles')],
  recipes: recipeNames,
  recipeParameters,
  backends,
  checkWorkflow,
  workflowTakes,
})
const shipped = styles.all().filter(({ backend }) => backend === 'comfyui')

function bound(name: string, values: Record<string, string | number> = {}) {
  const style = styles.get(name)
  const job = { prompt: 'two friends', seed: 2 ** 31 - 1, inputs: {}, image: 'upload.png', prefix: 'photocall/7' }
  const all = { ...workflowValues(style, job), ...values }
  return bindWorkflow({ style: name, graph: style.graph!, binding: style.workflow!, values: all })
}

/** What is wrong with a node as ComfyUI's own definitions see it. */
function faults(graph: Graph): string[] {
  return Object.entries(graph).flatMap(([id, { class_type, inputs }]) => {
    const definition = nodeDefinitions[class_type]
    if (!definition) return [`${id}: unknown class ${class_type}`]
    const wanted = { ...definition.required, ...definition.optional }
    const missing = Object.keys(definition.required).filter((input) => !(input in inputs))
    const wrong = Object.entries(inputs).filter(([input, value]) => !fits(graph, value, wanted[input]))
    return [...missing, ...wrong.map(([input]) => input)].map((input) => `${id} ${class_type}.${input}`)
  })
}

function fits(graph: Graph, value: unknown, wanted: string | readonly string[] | undefined): boolean {
  if (isLink(value)) return nodeDefinitions[graph[value[0]]!.class_type]!.outputs[value[1]] === wanted
  if (typeof wanted === 'object') return wanted.includes(value as string)
  if (wanted === 'models') return typeof value === 'string' && /\.safetensors$/.test(value)
  if (wanted === 'STRING') return typeof value === 'string'
  if (wanted === 'BOOLEAN') return typeof value === 'boolean'
  return wanted === 'INT' ? Number.isInteger(value) : wanted === 'FLOAT' && typeof value === 'number'
}

it('six ComfyUI styles ship, of which guests are offered three', () => {
  expect(shipped.map(({ name }) => name).sort()).toEqual(
    ['connection-test', 'from-a-drawing', 'gouache', 'living-portrait', 'storybook', 'txt2img'].sort(),
  )
  const offered = styles.views().filter(({ forGuests, backend }) => forGuests && backend === 'comfyui')
  expect(offered.map(({ name }) => name)).toEqual(['storybook', 'gouache', 'living-portrait'])
})

describe.each(shipped.map(({ name }) => name))('the shipped style %s', (name) => {
  it('is made of ComfyUI’s own nodes, wired type to type', () => {
    expect(faults(bound(name).graph)).toEqual([])
  })

  it('keeps its picture in a file of its own and takes the job’s photo and seed where it has them', () => {
    const { graph, outputNode, bound: record } = bound(name)
    expect(graph[outputNode]!.class_type).toMatch(/^Save/)
    expect(graph[outputNode]!.inputs['filename_prefix']).toBe('photocall/7')
    const values = Object.values(graph).flatMap(({ inputs }) => Object.values(inputs))
    if (name !== 'txt2img') expect(values).toContain('upload.png')
    if (name !== 'connection-test') expect(values).toContain(2 ** 31 - 1)
    expect(record).toMatchObject({ prefix: 'photocall/7' })
    expect(JSON.stringify(graph)).not.toContain('{{')
  })
})

describe.each(['txt2img', 'storybook', 'from-a-drawing'])('the LoRA of %s', (name) => {
  it('is left out while none is named, and loaded when one is', () => {
    const classes = (graph: Graph) => Object.values(graph).map(({ class_type }) => class_type)
    expect(classes(bound(name).graph)).not.toContain('LoraLoader')
    const { graph } = bound(name, { lora: 'ink.safetensors', loraStrength: 0.6 })
    expect(faults(graph)).toEqual([])
    const loader = Object.values(graph).find(({ class_type }) => class_type === 'LoraLoader')
    expect(loader!.inputs).toMatchObject({ lora_name: 'ink.safetensors', strength_model: 0.6, strength_clip: 0.6 })
  })
})

it('txt2img has the sizes, steps and words that job services ask for', () => {
  expect(bound('txt2img', { prompt: '' }).bound).toMatchObject({ steps: 20, cfg: 7, width: 512, height: 768, lora: '' })
})

it('the video is 97 frames at 24 a second, made at 256 x 160 and shown at 512 x 320', () => {
  const graph = Object.values(bound('living-portrait').graph)
  const inputsOf = (className: string) => graph.find(({ class_type }) => class_type === className)!.inputs
  expect(inputsOf('LTXVImgToVideo')).toMatchObject({ length: 97, width: 256, height: 160 })
  expect([inputsOf('LTXVConditioning')['frame_rate'], inputsOf('CreateVideo')['fps']]).toEqual([24, 24])
  expect(inputsOf('ImageScale')).toMatchObject({ width: 512, height: 320 })
  expect(styles.get('living-portrait')).toMatchObject({ kind: 'video', timeoutMs: 600_000 })
})
