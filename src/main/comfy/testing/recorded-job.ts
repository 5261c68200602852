import type { RecordedLine } from './recording'

type Http = Extract<RecordedLine, { dir: 'http' }>
type Frame = Extract<RecordedLine, { dir: 'ws' }>['msg']

/** One submission of a recording with all that the server told of it. */
export interface RecordedJob {
  /** For people: its line in the file, and the last note before it. */
  about: string
  promptId: string
  graph: Record<string, { class_type: string; inputs: Record<string, unknown> }>
  /** The node whose files are wanted. */
  outputNode: string
  status: number
  reply: unknown
  /** Whether this version takes the client's id. */
  honoursIds: boolean
  greeting: Frame
  greetingLine: RecordedLine | null
  /** What followed, as this job's client met it, up to the last word on it. */
  after: RecordedLine[]
  /** As `/history` gave it; put together from the events where nobody had asked. Null: it never got there. */
  history: { outputs: Record<string, Record<string, unknown>>; status?: unknown } | null
  placeAfter(line: RecordedLine): 'nowhere' | 'history' | null
  /** What became of it, as the recording has it. */
  end: 'refused' | 'left-out' | 'done' | 'failed' | 'interrupted' | 'lost' | 'stuck'
}

const isUuid = (id: unknown): boolean =>
  typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
const honouring = new Set(['v0.3.64', 'v0.33.0'])

/** Every job that a client of ours could have sent: well formed, with its socket's client id, under an id of its own. */
export function recordedJobs(version: string, lines: RecordedLine[]): RecordedJob[] {
  const seen = new Set<string>()
  const jobs: RecordedJob[] = []
  lines.forEach((line, place) => {
    if (line.dir !== 'http' || line.method !== 'POST' || line.path !== '/prompt' || line.status === undefined) return
    const { prompt, client_id, prompt_id } = (line.req ?? { client_id: '' }) as Record<string, unknown>
    const promptId = promptIdIn(line.res) ?? `refused-${place}`
    const isWhole = line.type !== undefined && (line.req === undefined || typeof prompt === 'object')
    const isOurs = client_id !== undefined && (prompt_id === undefined || isUuid(prompt_id))
    if (!isWhole || !isOurs || seen.has(promptId)) return
    const labels = labelsOf(lines, line, promptId)
    if (labels.size === 0) return
    seen.add(promptId)
    const graph = (prompt ?? {}) as RecordedJob['graph']
    const leftOut = line.status === 200 ? Object.keys(nodeErrorsOf(line.res)) : []
    for (const outputNode of [outputIn(graph), ...leftOut]) {
      jobs.push(jobAt({ version, lines, place, line, labels, promptId, graph, outputNode }))
    }
  })
  return jobs
}

function jobAt(at: {
  version: string
  lines: RecordedLine[]
  place: number
  line: Http
  labels: Set<string>
  promptId: string
  graph: RecordedJob['graph']
  outputNode: string
}): RecordedJob {
  const { version, lines, place, line, labels, promptId, graph, outputNode } = at
  const rest = lines.slice(place + 1)
  const last = rest.map((one) => JSON.stringify(one).includes(promptId) || isRestart(one)).lastIndexOf(true)
  const after = rest.slice(0, last + 1).filter((one) => isHeard(one, labels))
  const notes = lines.slice(0, place).flatMap((one) => (one.dir === 'note' ? [one.note] : []))
  const greetingLine = lines.find((one) => one.dir === 'ws' && labels.has(one.label)) ?? null
  const told = after.flatMap((one) => (one.dir === 'ws' ? [one.msg] : []))
  const history = line.status === 200 ? (recordedHistory(rest, promptId) ?? historyOf(told, promptId)) : null
  const isDeleted = (one: RecordedLine) =>
    one.dir === 'http' && deletes(one, promptId) && !hasStarted(after, one, promptId)
  return {
    about: [`line ${place + 2}`, ...notes.slice(-1)].join(', '),
    ...{ promptId, graph, outputNode, status: line.status ?? 200, reply: line.res, after, history },
    honoursIds: honouring.has(version),
    greeting: greetingLine?.dir === 'ws' ? greetingLine.msg : { type: 'status', data: idle },
    greetingLine,
    placeAfter(one) {
      if (isDeleted(one) || (one.dir === 'note' && one.note.startsWith('server SIGKILLed'))) return 'nowhere'
      return history && (isOver(one, promptId) || isFoundInHistory(one, promptId)) ? 'history' : null
    },
    end: endOf({
      line,
      outputNode,
      told,
      history,
      promptId,
      isGone: after.some((one) => isDeleted(one) || isRestart(one)),
    }),
  }
}

/** HTTP and notes are everybody's; of sockets only the client's own. */
const isHeard = (line: RecordedLine, labels: Set<string>): boolean =>
  line.dir === 'http' || line.dir === 'note' || labels.has(line.label)

const idle = { status: { exec_info: { queue_remaining: 0 } } }
const isRestart = (line: RecordedLine): boolean => line.dir === 'note' && line.note.startsWith('server up again')

/** The sockets of the client that sent it. */
function labelsOf(lines: RecordedLine[], { req }: Http, promptId: string): Set<string> {
  const clientId = (req as { client_id?: string } | undefined)?.client_id
  const opened = lines.flatMap((one) => (one.dir === 'ws-open' && one.clientId === clientId ? [one.label] : []))
  const heard = lines.flatMap((one) =>
    one.dir === 'ws' && clientId === undefined && JSON.stringify(one.msg).includes(promptId) ? [one.label] : [],
  )
  return new Set([...opened, ...heard])
}

/** Where the graph was not recorded it was the one of all others. */
function outputIn(graph: RecordedJob['graph']): string {
  return Object.keys(graph).find((id) => graph[id]!.class_type === 'SaveImage') ?? '3'
}

function nodeErrorsOf(reply: unknown): Record<string, { dependent_outputs: string[] }> {
  const { node_errors } = reply as { node_errors?: Record<string, { dependent_outputs: string[] }> }
  return node_errors ?? {}
}

const dataOf = (frame: Frame): Record<string, unknown> => (frame.data ?? {}) as Record<string, unknown>

function isOver(line: RecordedLine, promptId: string): boolean {
  if (line.dir !== 'ws' || line.msg.type !== 'executing') return false
  const { node, prompt_id } = dataOf(line.msg)
  return node === null && prompt_id === promptId
}

const isFoundInHistory = (line: RecordedLine, promptId: string): boolean =>
  line.dir === 'http' && line.path === `/history/${promptId}` && Object.keys(line.res ?? {}).length > 0

function recordedHistory(rest: RecordedLine[], promptId: string): RecordedJob['history'] {
  const found = rest.find((one) => isFoundInHistory(one, promptId))
  return found?.dir === 'http' ? (found.res as Record<string, NonNullable<RecordedJob['history']>>)[promptId]! : null
}

function historyOf(told: Frame[], promptId: string): RecordedJob['history'] {
  const own = told.filter((frame) => dataOf(frame)['prompt_id'] === promptId)
  if (!own.some((frame) => frame.type === 'executing' && dataOf(frame)['node'] === null)) return null
  const executed = own.filter((frame) => frame.type === 'executed').map(dataOf)
  const outputs = executed.map(({ node, output }) => [node, output] as [string, Record<string, unknown>])
  const messages = own.filter(isMessage).map((frame) => [frame.type, frame.data])
  const completed = !own.some((frame) => isFailure(frame) || frame.type === 'execution_interrupted')
  return {
    outputs: Object.fromEntries(outputs),
    status: { status_str: completed ? 'success' : 'error', completed, messages },
  }
}

const isMessage = (frame: Frame): boolean => frame.type?.startsWith('execution_') ?? false
const isFailure = (frame: Frame): boolean =>
  frame.type === 'execution_error' && dataOf(frame)['exception_type'] !== 'ExecutionBlocked'

function deletes({ method, path, req, res }: Http, promptId: string): boolean {
  if (method !== 'POST') return false
  if (path === '/queue') return JSON.stringify(req ?? '').includes(promptId)
  return path === `/api/jobs/${promptId}/cancel` && JSON.stringify(res) === '{"cancelled":true}'
}

function hasStarted(after: RecordedLine[], until: RecordedLine, promptId: string): boolean {
  const before = after.slice(0, after.indexOf(until))
  return before.some(
    (one) => one.dir === 'ws' && one.msg.type === 'execution_start' && dataOf(one.msg)['prompt_id'] === promptId,
  )
}

function endOf(of: {
  line: Http
  outputNode: string
  told: Frame[]
  history: RecordedJob['history']
  promptId: string
  isGone: boolean
}): RecordedJob['end'] {
  const { line, outputNode, told, history, promptId, isGone } = of
  if (line.status !== 200) return 'refused'
  const lacks = Object.entries(nodeErrorsOf(line.res))
  if (lacks.some(([id, one]) => id === outputNode || one.dependent_outputs.includes(outputNode))) return 'left-out'
  const own = told.filter((frame) => dataOf(frame)['prompt_id'] === promptId)
  if (own.some((frame) => frame.type === 'execution_interrupted')) return 'interrupted'
  if (own.some(isFailure)) return 'failed'
  if (history) return 'done'
  return isGone ? 'lost' : 'stuck'
}

const promptIdIn = (body: unknown): string | null => {
  const found = (body as { prompt_id?: unknown } | null)?.prompt_id
  return typeof found === 'string' ? found : null
}
