import { z } from 'zod'

/** A style's folder name: the only thing by which a style is asked for. */
export const styleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

export const backendName = z.enum(['builtin', 'comfyui', 'touchdesigner'])
export type BackendName = z.infer<typeof backendName>

const bilingual = z.object({ en: z.string().min(1).max(60), es: z.string().min(1).max(60) })

/** One value of a workflow: `node` is a node's title, or its id where titles repeat; `input` is the name in its `inputs`. */
export const workflowPlace = z.strictObject({ node: z.string().min(1).max(200), input: z.string().min(1).max(100) })
export type WorkflowPlace = z.infer<typeof workflowPlace>

const places = z.union([workflowPlace, z.array(workflowPlace).min(1).max(16)]).optional()

/** The values of a workflow that are words. */
export const wordInputs = [
  'image',
  'prompt',
  'negative',
  'sampler',
  'scheduler',
  'checkpoint',
  'lora',
  'prefix',
] as const
/** The values of a workflow that are numbers. */
export const numberInputs = ['seed', 'steps', 'cfg', 'width', 'height', 'denoise', 'frames', 'loraStrength'] as const

/** What a job brings by itself: never among its inputs. */
const ownWords = ['image', 'prompt', 'prefix', 'seed']
const inputWord = z.string().max(400)
const sidePx = z.number().int().min(16).max(16_384)
const inputsLimit = 32

const inputValue = z.union([z.string().max(4000), z.number(), z.boolean()])
export type InputValue = z.infer<typeof inputValue>

/** What a job says over its style's defaults, by the names that styles bind; a style's own names stand beside them. */
export const styleInputs = z
  .object({
    negative: z.string().max(4000),
    sampler: inputWord,
    scheduler: inputWord,
    checkpoint: inputWord,
    /** Empty: none. */
    lora: inputWord,
    loraStrength: z.number().min(-20).max(20),
    steps: z.number().int().min(1).max(1000),
    cfg: z.number().min(0).max(100),
    width: sidePx,
    height: sidePx,
    denoise: z.number().min(0).max(1),
    frames: z.number().int().min(1).max(10_000),
  })
  .partial()
  .catchall(inputValue)
  .superRefine((inputs, context) => {
    const names = Object.keys(inputs)
    const wrong = names.find((name) => !/^[A-Za-z]\w{0,39}$/.test(name) || ownWords.includes(name))
    if (wrong !== undefined) {
      context.addIssue({ code: 'custom', path: [wrong.slice(0, 40)], message: 'is no name of an input' })
    }
    if (names.length > inputsLimit) context.addIssue({ code: 'custom', message: `at most ${inputsLimit} inputs` })
  })
export type StyleInputs = z.infer<typeof styleInputs>

/** How a ComfyUI style's graph is told what to draw. */
export const workflowBinding = z.strictObject({
  /** The graph, a file in the style's folder, as ComfyUI exports it in API format. */
  file: z
    .string()
    .regex(/^[\w-]+\.json$/)
    .default('workflow.json'),
  inputs: z.strictObject({
    image: places,
    prompt: places,
    negative: places,
    seed: places,
    steps: places,
    cfg: places,
    sampler: places,
    scheduler: places,
    checkpoint: places,
    /** The loader is taken out of the graph while no LoRA is named. */
    lora: workflowPlace
      .extend({
        strength: z.array(z.string().min(1).max(100)).max(4).default(['strength_model', 'strength_clip']),
        /** What the loader's outputs 0, 1, ... become without it: the names of its inputs. */
        through: z.array(z.string().min(1).max(100)).min(1).max(4).default(['model', 'clip']),
      })
      .optional(),
    width: places,
    height: places,
    denoise: places,
    frames: places,
    prefix: places,
  }),
  /** Title or id of the node whose first file is the capture. */
  output: z.string().min(1).max(200),
})
export type WorkflowBinding = z.infer<typeof workflowBinding>

/** `styles/<name>/style.json` as it stands on disk. */
const styleFields = z.strictObject({
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
  /** From the start of generating; 90 s unless told otherwise, 600 s for a video. */
  timeoutMs: z.number().int().min(1000).max(3_600_000).optional(),
  /** How long a job may wait in a server's own line before it starts. */
  queueTimeoutMs: z.number().int().min(1000).max(7_200_000).default(900_000),
  /** Numbers and words that the recipe or workflow understands. */
  defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** What comes out. */
  kind: z.enum(['image', 'video']).default('image'),
  /** False: for the operator and for tests, never on the kiosk. */
  forGuests: z.boolean().default(true),
  /** Of backend `comfyui`: where its graph takes what. */
  workflow: workflowBinding.optional(),
  /** The shape in which the original goes to the server: cut (`crop`) or with borders (`pad`); null keeps it. */
  aspect: z
    .strictObject({
      ratio: z.string().regex(/^[1-9]\d{0,2}:[1-9]\d{0,2}$/),
      fit: z.enum(['crop', 'pad']),
      /** Of the borders; untold, white around what was drawn on a canvas and grey around photos. */
      background: z.enum(['grey', 'white', 'black']).optional(),
    })
    .nullable()
    .default(null),
  /** The longer side of what goes to the server, at most. */
  maxSidePx: z.number().int().min(64).max(8192).default(1536),
  /** `job`: the job's own, which is random unless asked for; a number: always that one. */
  seed: z
    .union([
      z.literal('job'),
      z
        .number()
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    ])
    .default('job'),
  /** True: a result that looks like what went in is a failure. */
  changesPicture: z.boolean().default(true),
})

export const styleFile = styleFields.transform((style) => ({
  ...style,
  timeoutMs: style.timeoutMs ?? (style.kind === 'video' ? 600_000 : 90_000),
}))
export type StyleFile = z.infer<typeof styleFile>

/** A style as consoles see it. */
export const styleView = z.object({
  name: styleName,
  title: bilingual,
  description: z.object({ en: z.string(), es: z.string() }).nullable(),
  backend: backendName,
  kind: z.enum(['image', 'video']),
  forGuests: z.boolean(),
  coverUrl: z.string(),
  /** It is made of words: a picture is not needed. */
  isOfWords: z.literal(true).optional(),
})
export type StyleView = z.infer<typeof styleView>
