import { z } from 'zod'
import type { ErrorFacts } from '../../contract/errors'

const nodeErrors = z.looseObject({
  node_errors: z.record(
    z.string(),
    z.looseObject({
      class_type: z.string().catch('?'),
      errors: z.array(z.looseObject({ message: z.string().catch(''), details: z.string().catch('') })).catch([]),
    }),
  ),
})

const lineChars = 300

/** What went wrong and what to do, then each fault of each node in ComfyUI's own words. */
export function failureLines({ message, hint, details = '' }: ErrorFacts): string[] {
  return [message, hint, ...detailLines(details)].filter((line) => line !== '')
}

function detailLines(details: string): string[] {
  const parsed = nodeErrors.safeParse(jsonIn(details))
  // a page of a proxy, or a body without nodes, says nothing to a person
  if (!parsed.success) return /^\s*[[{<]/.test(details) ? [] : details.split('\n').slice(0, 6).map(cut)
  return Object.entries(parsed.data.node_errors).flatMap(([id, { class_type, errors }]) =>
    errors.map(({ message, details: more }) =>
      cut(`  node ${id} (${class_type}): ${[message, more].filter(Boolean).join(': ')}`),
    ),
  )
}

const cut = (line: string): string => (line.length > lineChars ? `${line.slice(0, lineChars - 1)}…` : line)

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // other programs' words are often no JSON
    return null
  }
}
