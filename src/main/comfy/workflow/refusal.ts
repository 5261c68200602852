import { z } from 'zod'
import { AppError } from '../../../contract/errors'
import { titleOf, type Graph } from './graph'
import { modelFolder } from './models'
import { choices } from './object-info'
import { modelMissing, nodeMissing, notAllowed } from './preflight'

const extraInfo = z.looseObject({
  input_name: z.string().optional().catch(undefined),
  input_config: z.unknown().optional(),
  received_value: z.unknown().optional(),
  class_type: z.string().optional().catch(undefined),
})
const problem = z.object({
  type: z.string().catch(''),
  message: z.string().catch(''),
  details: z.string().catch(''),
  extra_info: extraInfo.catch({ input_config: null, received_value: null }),
})
type Problem = z.infer<typeof problem>

const nodeErrors = z.record(
  z.string(),
  z.looseObject({ errors: z.array(problem).catch([]), class_type: z.string().catch('') }),
)
/** In 2024 `node_errors` was `[]` when empty, and a missing prompt gave `error` as a string. */
const refusal = z.looseObject({
  error: z
    .union([problem, z.string().transform(asProblem)])
    .nullish()
    .catch(null),
  node_errors: nodeErrors.catch({}),
})

/**
 * What a server's answer to POST /prompt means to people: which node, which input, what is allowed. Null where it names no
 * fault: a success without `node_errors`. Takes the body as it came, also when it is no JSON. A 200 may carry faults too:
 * it then ran without the outputs that they spoil.
 */
export function refusalOf(body: string, sent: { style: string; graph: Graph }): AppError | null {
  const parsed = refusal.safeParse(parsedJson(body))
  if (!parsed.success) return otherRefusal(sent.style, asProblem(body), body)
  const { error, node_errors } = parsed.data
  const told = Object.entries(node_errors).flatMap(([id, { errors, class_type }]) =>
    errors.map((each) => nodeRefusal(each, { ...sent, id, className: class_type, details: body })),
  )
  return told.sort(bySeverity)[0] ?? (error ? wholeRefusal(error, { ...sent, details: body }) : null)
}

const severest = ['node_missing', 'model_missing']

function bySeverity(a: AppError, b: AppError): number {
  const rank = ({ code }: AppError) => (severest.includes(code) ? 0 : 1)
  return rank(a) - rank(b)
}

interface Sent {
  style: string
  graph: Graph
  details: string
}

function wholeRefusal(error: Problem, { style, details }: Sent): AppError {
  // before 0.3 the class stands in the words only
  const className =
    error.extra_info.class_type ?? /node '?([^'"\s]+)'? (?:not found|does not exist)/i.exec(error.message)?.[1]
  const isMissing = error.type === 'missing_node_type' || /does not exist/.test(error.message)
  if (isMissing && className !== undefined) return nodeMissing(style, className, details)
  return otherRefusal(style, error, details)
}

function nodeRefusal(error: Problem, at: Sent & { id: string; className: string }): AppError {
  const { style, graph, id, className, details } = at
  const input = error.extra_info.input_name ?? ''
  const node = Object.hasOwn(graph, id) ? titleOf(graph[id]!) : className || id
  const place = input === '' ? node : `${node} › ${input}`
  const value = asWord(error.extra_info.received_value)
  switch (error.type) {
    case 'value_not_in_list': {
      const allowed = choices(error.extra_info.input_config) ?? []
      const folder = modelFolder(className, input)
      if (folder !== null) return modelMissing(style, { folder, file: value }, null, details)
      return notAllowed({ style, place, value, allowed, details })
    }
    case 'value_smaller_than_min':
    case 'value_bigger_than_max': {
      const allowed = rangeOf(error.extra_info.input_config)
      return refused('range', `${place} cannot be ${value}`, allowed && `Possible is: ${allowed}.`, {
        ...at,
        place,
        value,
        allowed,
      })
    }
    case 'required_input_missing':
      return refused('missing', `${place} is empty`, '', { ...at, place })
    case 'invalid_input_type':
      return refused('type', `${place} takes another kind of value than ${value}`, '', { ...at, place, value })
    case 'bad_linked_input':
    case 'return_type_mismatch':
      return refused('wiring', `${place} is wired wrongly`, '', { ...at, place })
    case 'custom_validation_failed':
      if (/Invalid (image|video|audio) file/.test(error.details))
        return refused('picture', `it has no such file for ${place}`, 'Try again; the picture is sent anew.', {
          ...at,
          place,
        })
      return otherRefusal(style, error, details, place)
    default:
      return otherRefusal(style, error, details, place)
  }
}

const correctIt = 'Correct the workflow in ComfyUI and export it again.'

function refused(
  kind: string,
  what: string,
  hint: string,
  about: { style: string; details: string; place: string; value?: string; allowed?: string },
): AppError {
  const { style, details, place, value = '', allowed = '' } = about
  const message = `ComfyUI refuses the workflow of the style "${style}": ${what}.`
  return new AppError('workflow_refused', message, hint || correctIt, {
    params: { name: style, kind, place, value, allowed },
    details,
  })
}

function otherRefusal(style: string, error: Problem, details: string, place = ''): AppError {
  const words = [error.message, error.details].filter(Boolean).join(': ').slice(0, 300)
  const message = `ComfyUI refuses the workflow of the style "${style}"${place && ` at ${place}`}: ${words || 'it does not say why'}.`
  return new AppError('workflow_refused', message, correctIt, { params: { name: style, place }, details })
}

/** An input's description is `["INT", {min, max}]`. */
function rangeOf(config: unknown): string {
  const facts: unknown = Array.isArray(config) ? config[1] : null
  if (typeof facts !== 'object' || facts === null) return ''
  const { min, max } = facts as { min?: unknown; max?: unknown }
  const ends = [min, max].map((end) => (typeof end === 'number' ? String(end) : '…'))
  return ends.join('–')
}

function asWord(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : (JSON.stringify(value) ?? '').slice(0, 200)
}

function asProblem(message: string): Problem {
  return {
    type: '',
    message: message.slice(0, 300),
    details: '',
    extra_info: { input_config: null, received_value: null },
  }
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // servers answer malformed requests with "500 Internal Server Error" as text
    return null
  }
}
