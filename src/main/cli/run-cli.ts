import { AppError, errorFactsOf } from '../../contract/errors'
import { appVersion } from '../version'
import { runCheck } from './check'
import { exitCodeOf, exitCodes } from './exit-code'
import { runGenerate } from './generate'
import { helpText } from './help'
import type { Terminal } from './output'
import { runServe } from './serve'
import { runSettings } from './settings'
import { runSupport } from './support'
import { runTokens } from './tokens'

type Command = (args: string[], terminal: Terminal) => Promise<number>

const commandTable: Record<string, Command> = {
  generate: runGenerate,
  serve: runServe,
  check: runCheck,
  settings: runSettings,
  support: runSupport,
  tokens: runTokens,
}

/** Runs one command and answers the exit code; errors are told on stderr as what happened and what to do. */
export async function runCli(args: string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return told(terminal, helpText)
  if (name === '--version' || name === 'version') return told(terminal, `photocall ${appVersion}\n`)
  try {
    if (!Object.hasOwn(commandTable, name)) {
      throw new AppError('invalid_input', `There is no command "${name}".`, 'See `photocall --help`.')
    }
    if (rest.includes('--help') || rest.includes('-h')) return told(terminal, helpText)
    return await commandTable[name]!(rest, terminal)
  } catch (error) {
    const { code, message, hint } = errorFactsOf(error)
    terminal.err(`${message}\n${hint}\n`)
    return exitCodeOf(code)
  }
}

function told(terminal: Terminal, text: string): number {
  terminal.out(text)
  return exitCodes.done
}
