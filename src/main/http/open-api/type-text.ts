import { escapeHtml } from '../html'
import type { JsonSchema } from './json-schemas'

/** A schema as people read types, in HTML; names are links to `#schema-<name>` on the same page. */
export function typeText(schema: JsonSchema, indent = ''): string {
  const ref = schema['$ref']
  if (typeof ref === 'string') return linkTo(ref.split('/').at(-1) ?? '')
  if ('const' in schema) return literal(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map(literal).join(' | ')
  const several = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']
  if (Array.isArray(several)) return several.map((one) => typeText(one as JsonSchema, indent)).join(' | ')
  if (schema['type'] === 'array') return `${typeText((schema['items'] ?? {}) as JsonSchema, indent)}[]`
  if (schema['type'] === 'object') return objectText(schema, indent)
  return simpleText(schema)
}

const linkTo = (name: string): string => `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`
const literal = (value: unknown): string => `<b>${escapeHtml(JSON.stringify(value) ?? 'null')}</b>`

function objectText(schema: JsonSchema, indent: string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const others = schema['additionalProperties']
  if (properties.length === 0) {
    return typeof others === 'object' && others !== null && Object.keys(others).length > 0
      ? `{ [name]: ${typeText(others as JsonSchema, indent)} }`
      : '{}'
  }
  const required = new Set(schema['required'] as string[] | undefined)
  const lines = properties.map(([name, value]) => {
    const optional = required.has(name) ? '' : '?'
    return `${indent}  ${escapeHtml(name)}${optional}: ${typeText(value, `${indent}  `)}${defaultText(value)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

/** Long defaults say nothing that the type does not. */
function defaultText(schema: JsonSchema): string {
  const text = 'default' in schema ? (JSON.stringify(schema['default']) ?? '') : ''
  return text === '' || text.length > 40 ? '' : ` <i>= ${escapeHtml(text)}</i>`
}

const bounds = [
  ['minimum', 'from'],
  ['maximum', 'to'],
  ['minLength', 'at least'],
  ['maxLength', 'at most'],
  ['format', ''],
] as const

function simpleText(schema: JsonSchema): string {
  const type = typeof schema['type'] === 'string' ? schema['type'] : 'any'
  const facts = bounds
    .filter(([key]) => key in schema && Math.abs(Number(schema[key])) !== Number.MAX_SAFE_INTEGER)
    .map(([key, word]) => `${word} ${String(schema[key])}`.trim())
  return facts.length === 0 ? type : `${type} <i>(${escapeHtml(facts.join(', '))})</i>`
}
