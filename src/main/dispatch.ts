import type { z } from 'zod'
import type { Role } from '../contract/app-state'
import { commands, type CommandArgs, type CommandName, type CommandOutput } from '../contract/commands'
import { AppError } from '../contract/errors'
import type { Log } from './lib/log'

/** Who asks: set by the transport, never by the message. `clientId` is null for one-off requests. */
export interface Caller {
  role: Role
  clientId: string | null
  /** The named token of an integrator's program; not there for the booth's own programs and windows. */
  tokenId?: string | null
  /** One of the desktop app's own windows: what it asks for may be about the window itself. */
  isWindow?: boolean
}

/** The only way in: may the role ask, does the input parse, then call. Resolves with the parsed output, rejects with AppError. */
export type Dispatch = (caller: Caller, name: string, input: unknown) => Promise<unknown>

/** One function a command: the compiler asks for a missing one. */
export type Handlers = {
  [N in CommandName]: (args: CommandArgs<N>, caller: Caller) => CommandOutput<N> | Promise<CommandOutput<N>>
}

export function createDispatch({ handlers, log }: { handlers: Handlers; log: Log }): Dispatch {
  return async (caller, name, input) => {
    const known = knownName(name)
    const shape = commands[known]
    if (!(shape.who as readonly Role[]).includes(caller.role)) {
      log.warn('a command was refused', { name, role: caller.role })
      throw new AppError('not_allowed', `A ${caller.role} may not ask for ${known}.`, 'Use the console for this.')
    }
    if ('admits' in shape && caller.tokenId) throw notByToken(known)
    const args = argsOf(known, input)
    const handler = handlers[known] as (args: unknown, caller: Caller) => unknown
    try {
      return shape.output.parse(await handler(args, caller))
    } catch (error) {
      throw error instanceof AppError ? error : unexpected(error, caller)
    }
  }

  /** An unplanned error may name folders: it goes to the log, and to operators alone. */
  function unexpected(error: unknown, { role }: Caller): unknown {
    log.error('a command failed unexpectedly', { error: String((error as Error).stack ?? error) })
    if (role === 'console' || role === 'program') return error
    return new AppError('internal', 'Something went wrong.', 'Ask the operator.', { cause: error })
  }
}

/** Throws `invalid_input`, which names the first thing that is wrong. */
export function argsOf<N extends CommandName>(name: N, input: unknown): CommandArgs<N> {
  const args = commands[name].input.safeParse(input ?? {})
  if (!args.success) throw invalidInput(name, args.error)
  return args.data as CommandArgs<N> // parsed with the shape of this very command
}

function knownName(name: string): CommandName {
  if (Object.hasOwn(commands, name)) return name as CommandName
  throw new AppError(
    'unknown_command',
    `There is no command "${name.slice(0, 60)}".`,
    'Check the name in docs/protocols.md.',
  )
}

/** What it lets in would stay when the token is revoked. */
function notByToken(name: string): AppError {
  const hint = 'Use the console, or the photocall command on the booth itself.'
  return new AppError('not_allowed', `A named token may not ask for ${name}.`, hint)
}

function invalidInput(name: string, error: z.ZodError): AppError {
  const [issue] = error.issues
  const where = issue?.path.join('.') || 'the input'
  return new AppError(
    'invalid_input',
    `${name}: ${where}: ${issue?.message ?? 'not valid'}.`,
    'Correct it and ask again.',
    {
      params: { field: where },
    },
  )
}
