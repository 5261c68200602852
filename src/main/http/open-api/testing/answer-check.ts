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
  const parsed = shapeOf(document, content.schema).safeParse(await answer.json())
  return parsed.success ? null : `${method} ${path}: ${parsed.error.message}`
}

function shapeOf(document: OpenApiDocument, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas })
  return z.fromJSONSchema(JSON.parse(whole.replaceAll('"#/components/schemas/', '"#/$defs/')) as never)
}
