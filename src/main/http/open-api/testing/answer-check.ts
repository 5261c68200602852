import { z } from 'zod'
import type { OpenApiDocument } from '../document'

interface Described {
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
}

/**
 * Whether an answer is one that the document knows: its status, its media type and its shape, by the document's own JSON.
 * Null, or what is wrong.
 */
export async function faultOfAnswer(
  document: OpenApiDocument,
  [method, path]: readonly [method: string, path: string],
  answer: Response,
): Promise<string | null> {
  const operation = document.paths[path]?.[method] as Described | undefined
  const response = operation?.responses[answer.status]
  if (!response) return `${method} ${path} answered ${answer.status}, which is not in the document`
  const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? ''
  if (!response.content) return (await answer.text()) === '' ? null : `${method} ${path} answered a body`
  const content = response.content[mediaType]
  if (!content) return `${method} ${path} answered ${mediaType}, which is not in the document`
  if (!content.schema) return null
  const shape = shapeOf(document, content.schema)
  const told: unknown[] = mediaType === 'text/event-stream' ? eventsIn(await answer.text()) : [await answer.json()]
  if (told.length === 0) return `${method} ${path} told nothing`
  const faults = told.map((value) => shape.safeParse(value).error?.message).filter((fault) => fault !== undefined)
  return faults.length === 0 ? null : `${method} ${path}: ${faults.join('; ')}`
}

/** The data of each `state`. */
function eventsIn(text: string): unknown[] {
  return [...text.matchAll(/^event: state\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as unknown)
}

function shapeOf(document: OpenApiDocument, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas })
  return z.fromJSONSchema(JSON.parse(whole.replaceAll('"#/components/schemas/', '"#/$defs/')) as never)
}
