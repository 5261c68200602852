import { z } from 'zod'

/** A style's folder name: the only thing by which a style is asked for. */
export const styleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

export const backendName = z.enum(['builtin', 'comfyui', 'touchdesigner'])
export type BackendName = z.infer<typeof backendName>

const bilingual = z.object({ en: z.string().min(1).max(60), es: z.string().min(1).max(60) })

/** `styles/<name>/style.json` as it stands on disk. */
export const styleFile = z.strictObject({
  title: bilingual,
  description: z.object({ en: z.string().max(200), es: z.string().max(200) }).optional(),
  backend: backendName,
  /** Of backend `builtin`: the recipe in src/main/builtin that draws it. */
  recipe: z.string().max(40).optional(),
  /** Place in lists; lower comes first. */
  order: z.number().int().default(100),
  /** Cover picture, a file in the style's folder. */
  cover: z
    .string()
    .regex(/^[\w-]+\.(jpg|png|webp)$/)
    .default('cover.jpg'),
  timeoutMs: z.number().int().min(1000).max(3_600_000).default(90_000),
  /** Numbers and words that the recipe or workflow understands. */
  defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
})
export type StyleFile = z.infer<typeof styleFile>

/** A style as consoles see it. */
export const styleView = z.object({
  name: styleName,
  title: bilingual,
  description: z.object({ en: z.string(), es: z.string() }).nullable(),
  backend: backendName,
  coverUrl: z.string(),
})
export type StyleView = z.infer<typeof styleView>
