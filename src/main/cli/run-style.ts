import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { StyleFile, WorkflowPlace } from '../../contract/style'
import { findNode } from '../comfy/workflow/find-node'
import { isLink, parseGraph, type Graph } from '../comfy/workflow/graph'
import { readGraph, type FoundName } from '../comfy/workflow/graph-reading'
import { nodeLabel } from '../comfy/workflow/node-reference'
import { resultNode } from '../comfy/workflow/result-node'
import { readSetValue, type SetValue } from '../comfy/workflow/set-values'
import type { WorkflowValue } from '../comfy/workflow/slots'
import { workflowTakes } from '../comfy/workflow/workflow-takes'
import type { Style } from '../styles/styles'
import type { Wishes } from './generate-wishes'

/** A style of one run alone, made of a workflow or of another style: a folder that any booth reads. */
export interface RunStyle {
  name: string
  /** As style.json has it. */
  file: unknown
  graph: Graph
  takesImage: boolean
}

const slots: Record<FoundName, string> = {
  image: '{{IMAGE}}',
  prompt: '{{PROMPT_TEXT}}',
  negative: '{{NEGATIVE_PROMPT}}',
  seed: '{{SEED}}',
  steps: '{{STEPS}}',
  prefix: '{{PREFIX}}',
}

const words: Record<'image' | 'prompt' | 'negative' | 'seed' | 'steps', string> = {
  image: 'no picture: it has no LoadImage',
  prompt: 'no prompt that can be found',
  negative: 'no negative prompt that can be found',
  seed: 'no seed',
  steps: 'no steps',
}

/** Work and waiting of a workflow whose time nobody has told, milliseconds. */
const usualWorkMs = 600_000
const usualWaitMs = 900_000

/** Reads a graph in API format and finds where it takes what was asked for. Throws `invalid_input`. */
export async function styleOfWorkflow(path: string, wish: Wishes): Promise<RunStyle> {
  const graph = graphIn(await readJson(path), basename(path))
  const sets = wish.set.map((text) => readSetValue(graph, text))
  const result = resultNode(graph, wish.result ?? null)
  const isSet = (place: WorkflowPlace) => sets.some(({ node, input }) => node === place.node && input === place.input)
  const reading = readGraph(graph, result.id, isSet)
  const filled = withSets(graph, sets)

  for (const name of ['image', 'prompt', 'negative', 'steps', 'seed'] as const) {
    if (wish[name] === undefined && name !== 'seed') continue
    const places = reading.placesOf(name)
    if (places.length === 0 && wish[name] !== undefined && !hasSlot(graph, name)) throw takesNone(name, words[name])
    put(filled, places, slots[name])
  }
  put(filled, reading.placesOf('prefix'), slots.prefix)
  const defaults = { ...defaultsOf(wish), ...setDefaults(sets) }
  checkSlots(filled, { ...defaults, ...(wish.image !== undefined && { image: '' }) })

  const title = basename(path).slice(0, 60)
  const file = {
    ...{ title: { en: title, es: title }, backend: 'comfyui', kind: result.kind, forGuests: false },
    ...{ changesPicture: false, maxSidePx: 8192, defaults, workflow: { inputs: {}, output: result.id } },
    ...timesOf(wish, { timeoutMs: usualWorkMs, queueTimeoutMs: usualWaitMs }),
  }
  return { name: nameOf(path), file, graph: filled, takesImage: wish.image !== undefined }
}

/** Throws `invalid_input` for what was given and a style does not take. */
export function checkTaken({ name, graph, workflow, takes }: Style, wish: Wishes): void {
  const isTaken = {
    prompt: graph !== null && (workflow?.inputs.prompt !== undefined || hasSlot(graph, 'prompt')),
    negative: takes.inputs.includes('negative'),
    steps: takes.inputs.includes('steps'),
  }
  for (const value of ['prompt', 'negative', 'steps'] as const) {
    if (wish[value] !== undefined && !isTaken[value]) throw takesNone(value, words[value], `the style "${name}"`)
  }
}

/** A ComfyUI style with other values. Throws `invalid_input` for what it does not take. */
export function styleOfStyle(style: Style, wish: Wishes): RunStyle {
  const { name, dir: _dir, takes: _takes, graph, workflow, ...rest } = style
  if (!graph || !workflow) throw takesNone('set', `no workflow: "${name}" is made by ${style.backend}`)
  const sets = wish.set.map((text) => readSetValue(graph, text))
  const inputs = withoutPlaces(graph, workflow.inputs, sets, name)
  const defaults = { ...rest.defaults, ...defaultsOf(wish), ...setDefaults(sets) }
  const file = { ...rest, ...timesOf(wish, rest), cover: 'cover.jpg', defaults, workflow: { ...workflow, inputs } }
  return { name, file, graph: withSets(graph, sets), takesImage: workflowTakes(graph, { ...workflow, inputs }).picture }
}

/** Puts it among the styles of a data folder. */
export async function putStyle({ name, file, graph }: RunStyle, dataDir: string, coverPath: string): Promise<void> {
  const dir = join(dataDir, 'styles', name)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await writeFile(join(dir, 'style.json'), JSON.stringify(file))
  await writeFile(join(dir, 'workflow.json'), JSON.stringify(graph))
  await copyFile(coverPath, join(dir, 'cover.jpg'))
}

function graphIn(json: unknown, file: string): Graph {
  try {
    return parseGraph(bodyOf(json), file)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { place = 'workflow', what = error.message } = error.params ?? {}
    const where = place === 'workflow' ? '' : ` at ${place}`
    throw new AppError('invalid_input', `--workflow: ${file} cannot be used${where}: ${what}.`, error.hint, {
      cause: error,
    })
  }
}

/** Scripts keep what they send to POST /prompt: the graph lies one level deeper there. */
function bodyOf(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('prompt' in json)) return json
  const { prompt } = json
  return typeof prompt === 'object' && prompt !== null && !('class_type' in prompt) ? prompt : json
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const message = `--workflow: ${path} is no JSON.`
    throw new AppError('invalid_input', message, 'Export the workflow from ComfyUI: Workflow > Export (API).', {
      cause,
    })
  }
}

/** Each as a slot, so that what a person writes is never read as one. */
function withSets(graph: Graph, sets: readonly SetValue[]): Graph {
  const copy = structuredClone(graph)
  sets.forEach((place, at) => put(copy, [place], `{{SET${at}}}`))
  return copy
}

const setDefaults = (sets: readonly SetValue[]): Record<string, WorkflowValue> =>
  Object.fromEntries(sets.map(({ value }, at) => [`set${at}`, value]))

function defaultsOf({ prompt, negative, steps }: Wishes): Record<string, WorkflowValue> {
  return Object.fromEntries(
    Object.entries({ prompt, negative, steps }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function put(graph: Graph, places: readonly WorkflowPlace[], value: string): void {
  for (const { node, input } of places) graph[node]!.inputs[input] = value
}

const hasSlot = (graph: Graph, name: FoundName): boolean => JSON.stringify(graph).includes(slots[name])

const given: readonly string[] = ['{{PROMPT_TEXT}}', '{{NEGATIVE_PROMPT}}', '{{SEED}}', '{{PREFIX}}']

/** A slot in the file that no flag fills. */
function checkSlots(graph: Graph, values: Record<string, unknown>): void {
  const known = [...given, ...Object.keys(values).map((name) => `{{${name.toUpperCase()}}}`)]
  for (const [id, { inputs }] of Object.entries(graph)) {
    for (const [input, value] of Object.entries(inputs)) {
      const open = isLink(value) ? [] : (JSON.stringify(value) ?? '').match(/\{\{[A-Z][A-Z0-9_]*\}\}/g)
      const slot = (open ?? []).find((one) => !known.includes(one))
      if (slot === undefined) continue
      const hint =
        slot === slots.image ? 'Give a picture with --image.' : `Set the input, as in --set ${id}.${input}=...`
      throw new AppError('invalid_input', `--workflow: nothing fills ${slot} at node ${nodeLabel(graph, id)}.`, hint)
    }
  }
}

/** What was set by hand is not bound any more; a LoRA keeps its binding, which takes it out or leaves it in. */
function withoutPlaces(
  graph: Graph,
  inputs: NonNullable<Style['workflow']>['inputs'],
  sets: readonly SetValue[],
  style: string,
): NonNullable<Style['workflow']>['inputs'] {
  const isSet = ({ node, input }: WorkflowPlace) => {
    const id = findNode(graph, node, style)
    return sets.some((set) => set.node === id && set.input === input)
  }
  const { lora, ...plain } = inputs
  const kept = Object.entries(plain).flatMap(([name, places]) => {
    const left = [places ?? []].flat().filter((place) => !isSet(place))
    return left.length === 0 ? [] : [[name, left]]
  })
  return { ...(Object.fromEntries(kept) as typeof plain), ...(lora && !isSet(lora) && { lora }) }
}

function timesOf({ timeout }: Wishes, usual: Pick<StyleFile, 'timeoutMs' | 'queueTimeoutMs'>) {
  const wanted = timeout === undefined ? null : Math.min(3_600_000, Math.max(1000, Math.round(timeout * 1000)))
  return { timeoutMs: wanted ?? usual.timeoutMs, queueTimeoutMs: wanted ?? usual.queueTimeoutMs }
}

/** A style name made of a file's. */
function nameOf(path: string): string {
  const plain = basename(path)
    .replace(/\.json$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
  return plain === '' ? 'workflow' : plain
}

function takesNone(flag: string, what: string, who = 'this workflow'): AppError {
  const hint =
    flag === 'set' ? 'Leave it out.' : 'Leave it out, or set the input that is meant with --set node.input=value.'
  return new AppError('invalid_input', `--${flag}: ${who} takes ${what}.`, hint)
}
