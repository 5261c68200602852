import { commands, type CommandOutput } from '../../contract/commands'
import { tokenScope, type ApiToken } from '../../contract/api-token'
import { AppError } from '../../contract/errors'
import { askForTokens, type AskedBooth } from './asked-booth'
import { exitCodes } from './exit-code'
import type { Terminal } from './output'

const usage = 'Write `photocall tokens list`, `create NAME [--scope jobs|program]` or `revoke NAME`.'

/** `photocall tokens list|create NAME|revoke NAME`: stdout has the list, or the new token alone. */
export async function runTokens(args: string[], terminal: Terminal): Promise<number> {
  const [verb, ...rest] = args
  const { scope, others } = takeScope(rest)
  const work = { list, create, revoke }[verb ?? '']
  const [name, ...flags] = verb === 'list' ? ['', ...others] : others
  if (!work || name === undefined || name.startsWith('--') || (scope !== null && verb !== 'create'))
    throw new AppError('invalid_input', 'A verb is needed, and mostly a name.', usage)
  const booth = await askForTokens(flags)
  try {
    return await work(booth, { name: name.trim(), scope, terminal })
  } finally {
    await booth.close()
  }
}

interface Wish {
  name: string
  scope: string | null
  terminal: Terminal
}

async function list(booth: AskedBooth, { terminal }: Wish): Promise<number> {
  const rows = (await tokensOf(booth)).map(({ name, scope, createdAtMs, lastUsedAtMs }) => [
    name,
    scope,
    `made ${timeOf(createdAtMs)}`,
    lastUsedAtMs === null ? 'never used' : `used ${timeOf(lastUsedAtMs)}`,
  ])
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)))
  for (const row of rows) {
    terminal.out(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
  }
  if (rows.length === 0) terminal.err('There is no token yet: `photocall tokens create NAME` makes one.\n')
  return exitCodes.done
}

async function create(booth: AskedBooth, { name, scope, terminal }: Wish): Promise<number> {
  const wish = { name, ...(scope !== null && { scope: scopeOf(scope) }) }
  const { token, facts } = commands['tokens.create'].output.parse(await booth.command('tokens.create', wish))
  terminal.out(`${token}\n`)
  terminal.err(`This is the only time it is shown. "${facts.name}" may use: ${facts.scope}.\n`)
  return exitCodes.done
}

async function revoke(booth: AskedBooth, { name, terminal }: Wish): Promise<number> {
  const found = (await tokensOf(booth)).find((token) => token.name.toLowerCase() === name.toLowerCase())
  if (!found) throw new AppError('not_found', `There is no token named "${name}".`, 'See `photocall tokens list`.')
  await booth.command('tokens.revoke', { id: found.id })
  terminal.err(`"${found.name}" is nobody's token any more.\n`)
  return exitCodes.done
}

async function tokensOf(booth: AskedBooth): Promise<ApiToken[]> {
  const answer: CommandOutput<'tokens.list'> = commands['tokens.list'].output.parse(
    await booth.command('tokens.list', {}),
  )
  return answer.tokens
}

function takeScope(args: string[]): { scope: string | null; others: string[] } {
  const at = args.indexOf('--scope')
  if (at < 0) return { scope: null, others: args }
  return { scope: args[at + 1] ?? '', others: [...args.slice(0, at), ...args.slice(at + 2)] }
}

function scopeOf(text: string) {
  const scope = tokenScope.safeParse(text)
  if (scope.success) return scope.data
  throw new AppError('invalid_input', `"${text}" is no scope.`, 'Scopes are jobs and program.')
}

/** Local time to the minute. */
function timeOf(atMs: number): string {
  const at = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}
