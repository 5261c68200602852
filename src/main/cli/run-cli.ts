import { errorFactsOf } from '../../contract/errors'
import { appVersion } from '../version'
import { runCaptures } from './captures'
import { runCheck } from './check'
import { exitCodeOf, exitCodes } from './exit-code'
import { runGenerate } from './generate'
import { helpOf, overview } from './help'
import { runJobs } from './jobs'
import type { Terminal } from './output'
import { runServe } from './serve'
import { runSettings } from './settings'
import { runSupport } from './support'
import { runTokens } from './tokens'

type Command = (args: string[], terminal: Terminal) => Promise<number>

const commandTable = new Map<string, Command>([
  ['generate', (args, terminal) => runGenerate(args, terminal)],
  ['jobs', runJobs],
  ['captures', runCaptures],
  ['serve', runServe],
  ['check', runCheck],
  ['settings', runSettings],
  ['support', runSupport],
  ['tokens', runTokens],
])

const isHelp = (word: string): boolean => word === '--help' || word === '-h'

/** Runs one command and answers the exit code; errors are told on stderr as what happened and what to do. */
export async function runCli(args: string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || isHelp(name)) return told(terminal, overview)
  if (name === '--version' || name === 'version') return told(terminal, `photocall ${appVersion}\n`)
  try {
    if (name === 'help') return told(terminal, rest[0] === undefined ? overview : helpOf(rest[0]))
    const command = commandTable.get(name)
    if (!command || rest.some(isHelp)) return told(terminal, helpOf(name))
    return await command(rest, terminal)
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
