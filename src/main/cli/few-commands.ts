import type { CommandArgs, CommandName, CommandOutput } from '../../contract/commands'
import { AppError } from '../../contract/errors'
import { argsOf } from '../dispatch'

/** What can be answered of a data folder without a booth that works. */
export type FewCommands<N extends CommandName> = {
  [K in N]: (args: CommandArgs<K>) => CommandOutput<K> | Promise<CommandOutput<K>>
}

/** Answers these commands and refuses all others. */
export function answerFew<N extends CommandName>(
  few: FewCommands<N>,
): (name: string, input: unknown) => Promise<unknown> {
  return async (name, input) => {
    const known = Object.hasOwn(few, name) ? (name as N) : needsBooth(name)
    // the arguments were just parsed with the shape of this very command
    return (few[known] as (args: unknown) => unknown)(argsOf(known, input))
  }
}

export function needsBooth(what: string): never {
  throw new AppError('not_possible_now', `${what} needs a booth at work.`, 'Start the console with this data folder.')
}
