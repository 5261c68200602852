import { isLink, titleOf, type Graph, type GraphNode } from './graph'
import { workflowInvalid } from './workflow-invalid'

export type WorkflowValue = string | number | boolean
/** Values by name: those that styles bind (`prompt`, `seed`, ...) and a style's own. */
export type WorkflowValues = Readonly<Record<string, WorkflowValue>>

/** Slots whose names are not simply the value's name in capitals. */
const longNames: Record<string, string> = {
  PROMPT_TEXT: 'prompt',
  NEGATIVE_PROMPT: 'negative',
  CHECKPOINT_NAME: 'checkpoint',
  LORA_NAME: 'lora',
}

/**
 * Puts values into the `{{SLOTS}}` of input texts. A text that is one slot and nothing else takes the value as it is, so
 * that a number stays a number. What a value holds is never looked at again: a prompt cannot bring slots of its own.
 */
export function fillSlots(graph: Graph, values: WorkflowValues, style: string): Graph {
  const filled = Object.entries(graph).map(([id, node]) => [id, { ...node, inputs: filledInputs(node, values, style) }])
  return Object.fromEntries(filled) as Graph
}

function filledInputs(node: GraphNode, values: WorkflowValues, style: string): GraphNode['inputs'] {
  const entries = Object.entries(node.inputs).map(([input, value]) => {
    const valueOf = (slot: string) => slotValue(slot, values) ?? refuseUnknown({ slot, node, input, style, values })
    return [input, isLink(value) ? value : filled(value, valueOf)]
  })
  return Object.fromEntries(entries) as GraphNode['inputs']
}

type ValueOf = (slot: string) => WorkflowValue

function filled(value: unknown, valueOf: ValueOf): unknown {
  if (typeof value === 'string') return filledText(value, valueOf)
  if (Array.isArray(value)) return value.map((each) => filled(each, valueOf))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, valueOf)]))
}

function filledText(text: string, valueOf: ValueOf): WorkflowValue {
  const whole = /^\{\{([A-Z][A-Z0-9_]*)\}\}$/.exec(text)
  if (whole) return valueOf(whole[1]!)
  return text.replace(/\{\{([A-Z][A-Z0-9_]*)\}\}/g, (_slot, name: string) => String(valueOf(name)))
}

function slotValue(slot: string, values: WorkflowValues): WorkflowValue | undefined {
  const name = longNames[slot] ?? Object.keys(values).find((key) => inCapitals(key) === slot)
  return name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
}

/** The names of the values that a graph's slots take. */
export function slotNames(graph: Graph): string[] {
  const slots = JSON.stringify(graph).matchAll(/\{\{([A-Z][A-Z0-9_]*)\}\}/g)
  return [...new Set([...slots].map(([, slot = '']) => longNames[slot] ?? inCamelCase(slot)))]
}

/** `LORA_STRENGTH` to `loraStrength`. */
function inCamelCase(slot: string): string {
  return slot.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** `loraStrength` to `LORA_STRENGTH`. */
function inCapitals(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}

function refuseUnknown(at: {
  slot: string
  node: GraphNode
  input: string
  style: string
  values: WorkflowValues
}): never {
  const known = Object.keys(at.values).map((name) => `{{${inCapitals(name)}}}`)
  throw workflowInvalid({
    style: at.style,
    node: titleOf(at.node),
    input: at.input,
    what: `nothing fills the slot {{${at.slot}}}`,
    hint: `Give it a value under "defaults" in style.json, or use one of ${known.join(', ')}.`,
  })
}
