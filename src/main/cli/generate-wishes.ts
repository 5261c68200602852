import { existsSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { prompt, seed } from '../../contract/job'
import { serverUrl } from '../../contract/server'
import { styleName } from '../../contract/style'

const options = {
  workflow: { type: 'string' },
  style: { type: 'string' },
  image: { type: 'string' },
  prompt: { type: 'string' },
  negative: { type: 'string' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  set: { type: 'string', multiple: true },
  result: { type: 'string' },
  server: { type: 'string', multiple: true },
  output: { type: 'string' },
  timeout: { type: 'string' },
  data: { type: 'string' },
  quiet: { type: 'boolean' },
  'json-progress': { type: 'boolean' },
} as const

const path = z
  .string()
  .min(1, 'names nothing')
  .transform((name) => resolve(name))
/** A folder that is not there yet is known by the slash at its end, which stays. */
const target = z
  .string()
  .min(1, 'names nothing')
  .default('.')
  .transform((name) => resolve(name) + (/[\\/]$/.test(name) ? sep : ''))
/** `Number('')` is 0: only what is written as a number counts. */
const written = (what: string, number: z.ZodNumber) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, what)
    .transform(Number)
    .refine((value) => number.safeParse(value).success, what)

const wishes = z.object({
  workflow: path.optional(),
  style: styleName.optional(),
  image: path.optional(),
  prompt: prompt.optional(),
  negative: prompt.optional(),
  seed: written('must be a whole number, 0 to 2147483647', seed).optional(),
  steps: written('must be a whole number, 1 to 1000', z.number().int().min(1).max(1000)).optional(),
  set: z.array(z.string().max(20_000)).max(100).default([]),
  result: z.string().min(1).max(200).optional(),
  server: z.array(serverUrl).min(1).max(8).optional(),
  output: target,
  /** Seconds for all of it. */
  timeout: written('must be a number of seconds, 0.1 to 86400', z.number().min(0.1).max(86_400)).optional(),
  data: path.optional(),
  quiet: z.boolean().default(false),
  'json-progress': z.boolean().default(false),
})
/** What `photocall generate` was asked for; paths are absolute. */
export type Wishes = z.infer<typeof wishes>

const seeHelp = 'See `photocall generate --help`.'

/** Reads the flags. Throws `invalid_input` naming the flag. */
export function parseWishes(args: string[]): Wishes {
  const parsed = wishes.safeParse(readArgs(args))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError('invalid_input', `--${String(issue?.path[0])}: ${issue?.message}.`, seeHelp)
  }
  const wish = parsed.data
  checkTogether(wish)
  for (const flag of ['image', 'workflow'] as const) checkFile(flag, wish[flag])
  return wish
}

function readArgs(args: string[]): Record<string, unknown> {
  try {
    return { ...parseArgs({ args, options, strict: true }).values }
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/\.?\n|\. /)
    throw new AppError('invalid_input', `${message.replace(/\.$/, '')}.`, seeHelp, { cause: error })
  }
}

function checkTogether({ workflow, style, result, quiet, ...wish }: Wishes): void {
  const refuse = (message: string): never => {
    throw new AppError('invalid_input', message, seeHelp)
  }
  if (workflow !== undefined && style !== undefined) refuse('--workflow and --style exclude each other.')
  if (result !== undefined && workflow === undefined) refuse('--result is for --workflow alone.')
  if (quiet && wish['json-progress']) refuse('--quiet and --json-progress exclude each other.')
}

function checkFile(flag: string, file: string | undefined): void {
  if (file === undefined || (existsSync(file) && statSync(file).isFile())) return
  throw new AppError('invalid_input', `--${flag}: there is no file ${file}.`, 'Give the path of a file.')
}
