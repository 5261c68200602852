import { AppError } from '../../../contract/errors'
import { titleOf, type Graph, type GraphNode } from './graph'
import { modelFolder, type NamedModel } from './models'
import { choicesOf, type ObjectInfo } from './object-info'

/** Something that a graph asks for and a server has not. */
export type Missing =
  | { kind: 'node'; className: string; node: string }
  | ({ kind: 'model'; similar: string | null } & NamedModel)
  | { kind: 'choice'; node: string; input: string; value: string; allowed: string[] }

/** The classes that a preflight needs to know of: each is `/object_info/<class>`. */
export function classesIn(graph: Graph): string[] {
  return [...new Set(Object.values(graph).map((node) => node.class_type))]
}

/** What a server would refuse in a bound graph, before anybody waits for it; empty when nothing is missing. */
export function missingOn(info: ObjectInfo, graph: Graph): Missing[] {
  return Object.values(graph).flatMap((node) => {
    if (Object.hasOwn(info, node.class_type)) return missingChoices(info, node)
    return [{ kind: 'node', className: node.class_type, node: titleOf(node) } as const]
  })
}

function missingChoices(info: ObjectInfo, node: GraphNode): Missing[] {
  return Object.entries(node.inputs).flatMap(([input, value]): Missing[] => {
    const allowed = choicesOf(info, node.class_type, input)
    if (allowed === null || typeof value !== 'string' || allowed.includes(value)) return []
    const place = { node: titleOf(node), input }
    const folder = modelFolder(node.class_type, input)
    if (folder === null) return [{ kind: 'choice', ...place, value, allowed }]
    return [{ kind: 'model', ...place, folder, file: value, similar: sameFile(value, allowed) }]
  })
}

/** The same file in another folder, or written with the other slash: servers on Windows list `SDXL\model.safetensors`. */
function sameFile(file: string, allowed: readonly string[]): string | null {
  const base = (path: string) => path.split(/[\\/]/).at(-1)!.toLowerCase()
  return allowed.find((each) => base(each) === base(file)) ?? null
}

/** How one missing thing is told, with the fix. */
export function missingError(style: string, missing: Missing): AppError {
  if (missing.kind === 'node') return nodeMissing(style, missing.className, null)
  if (missing.kind === 'model') return modelMissing(style, missing, missing.similar, null)
  const { node, input, value, allowed } = missing
  return notAllowed({ style, place: `${node} › ${input}`, value, allowed, details: null })
}

export function nodeMissing(style: string, className: string, details: string | null): AppError {
  return new AppError(
    'node_missing',
    `ComfyUI lacks the node "${className}", which the style "${style}" needs.`,
    'Update ComfyUI, or install it with ComfyUI-Manager: Install Missing Custom Nodes.',
    { params: { name: style, node: className }, ...(details !== null && { details }) },
  )
}

export function modelMissing(
  style: string,
  { folder, file }: Pick<NamedModel, 'folder' | 'file'>,
  similar: string | null,
  details: string | null,
): AppError {
  const there = similar === null ? '' : ` "${similar}" is there: write that into style.json to use it.`
  return new AppError(
    'model_missing',
    `ComfyUI lacks the model "${file}", which the style "${style}" needs.`,
    `Put it into models/${folder} on the server and press R in ComfyUI.${there}`,
    {
      params: { name: style, folder, file, ...(similar !== null && { kind: 'similar', similar }) },
      ...(details !== null && { details }),
    },
  )
}

/** Names shown of what is allowed; a server may know hundreds. */
const shownChoices = 12

export function notAllowed(about: {
  style: string
  place: string
  value: string
  allowed: readonly string[]
  details: string | null
}): AppError {
  const { style, place, value, details } = about
  const more = about.allowed.length > shownChoices ? ', …' : ''
  const allowed = about.allowed.slice(0, shownChoices).join(', ') + more
  return new AppError(
    'workflow_refused',
    `ComfyUI refuses the workflow of the style "${style}": ${place} does not know "${value}".`,
    allowed === '' ? 'Look into ComfyUI for what it offers there.' : `Possible are: ${allowed}.`,
    {
      params: { name: style, kind: 'choice', place, value, allowed: allowed || '?' },
      ...(details !== null && { details }),
    },
  )
}
