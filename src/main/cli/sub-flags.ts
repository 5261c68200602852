import { parseArgs, type ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import { AppError } from '../../contract/errors'

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads a command's flags and words. Throws `invalid_input` naming the flag; `usage` says how the command is written.
 */
export function readFlags<T extends z.ZodType>(
  args: string[],
  { options, shape, usage }: { options: Options; shape: T; usage: string },
): { flags: z.output<T>; words: string[] } {
  const { values, positionals } = parsed(args, options, usage)
  const checked = shape.safeParse({ ...values })
  if (checked.success) return { flags: checked.data, words: positionals }
  const [issue] = checked.error.issues
  throw new AppError('invalid_input', `--${String(issue?.path[0])}: ${issue?.message}.`, usage)
}

function parsed(args: string[], options: Options, usage: string) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true })
  } catch (cause) {
    const [message = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\.?\n|\. /)
    throw new AppError('invalid_input', `${message.replace(/\.$/, '')}.`, usage, { cause })
  }
}

/** What every command takes on to the booth. */
export const folderOptions = { data: { type: 'string' }, share: { type: 'string' } } as const
const folder = z.string().min(1, 'names nothing').optional()
export const folderShape = { data: folder, share: folder }

/** As `askBooth` takes them. */
export function folderArgs({ data, share }: { data?: string | undefined; share?: string | undefined }): string[] {
  return [...(data === undefined ? [] : ['--data', data]), ...(share === undefined ? [] : ['--share', share])]
}
