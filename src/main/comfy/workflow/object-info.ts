import { z } from 'zod'

const inputs = z.record(z.string(), z.unknown()).optional().catch(undefined)
const nodeClass = z.looseObject({
  input: z.looseObject({ required: inputs, optional: inputs }).optional().catch(undefined),
})

/** What a server can do, by node class. Answers for single classes may be put together with `Object.assign`. */
export const objectInfo = z.record(z.string(), nodeClass)
export type ObjectInfo = z.infer<typeof objectInfo>

/** What an input may be chosen from; null where it is no list, or one of uploaded files, which grows by uploading. */
export function choicesOf(info: ObjectInfo, className: string, input: string): string[] | null {
  const { required, optional } = (Object.hasOwn(info, className) ? info[className]?.input : undefined) ?? {}
  return choices(required?.[input] ?? optional?.[input])
}

/** An input's description: `[["a", "b"], {...}]`, or in newer node definitions `["COMBO", {options: ["a", "b"]}]`. */
export function choices(description: unknown): string[] | null {
  if (!Array.isArray(description)) return null
  const [type, options] = description as unknown[]
  const facts = typeof options === 'object' && options !== null ? (options as Record<string, unknown>) : {}
  if (Object.keys(facts).some((key) => key.endsWith('_upload') || key === 'remote')) return null
  const list = type === 'COMBO' ? facts['options'] : type
  return Array.isArray(list) ? list.map(String) : null
}
