import { z } from 'zod'
import { commands, type CommandName, type CommandOutput } from '../../contract/commands'
import { AppError } from '../../contract/errors'
import { jobId, jobState, type Job, type JobView } from '../../contract/job'
import { styleName } from '../../contract/style'
import { localTime } from '../lib/local-time'
import { askBooth, askToLook, type AskedBooth } from './asked-booth'
import { hasEnded } from './booth'
import { exitCodeOf, exitCodes } from './exit-code'
import { failureLines } from './failure-lines'
import type { Terminal } from './output'
import { folderArgs, folderOptions, folderShape, readFlags } from './sub-flags'
import { printable, tableLines } from './table'

const usage = 'Write `photocall jobs list`, `show JOB`, `retry JOB` or `cancel JOB`; see `photocall jobs --help`.'
const options = {
  ...folderOptions,
  json: { type: 'boolean' },
  state: { type: 'string', multiple: true },
  limit: { type: 'string' },
  style: { type: 'string' },
} as const
const limitWords = 'must be a whole number, 1 to 10000'
const shape = z.object({
  ...folderShape,
  json: z.boolean().default(false),
  state: z.array(jobState).max(8).optional(),
  limit: z
    .string()
    .regex(/^\d{1,5}$/, limitWords)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 10_000, limitWords)
    .prefault('50'),
  style: styleName.optional(),
})
type Flags = z.output<typeof shape>

interface Work {
  booth: AskedBooth
  /** As it was written: an id or a number. */
  wanted: string
  flags: Flags
  terminal: Terminal
}

/** `photocall jobs list|show|retry|cancel`: through the process that owns the data folder, or in this one, which looks or works. */
export async function runJobs(args: string[], terminal: Terminal): Promise<number> {
  const { flags, words } = readFlags(args, { options, shape, usage })
  const [verb = '', wanted = '', ...more] = words
  const work = new Map([
    ['list', list],
    ['show', show],
    ['retry', retry],
    ['cancel', cancel],
  ]).get(verb)
  if (!work || more.length > 0 || (verb === 'list') !== (wanted === '')) throw misused('A verb is needed, and a job.')
  if (verb !== 'list' && !jobId.safeParse(wanted).success && !/^#?[1-9]\d{0,8}$/.test(wanted))
    throw misused(`"${wanted}" is no job: neither an id nor a number.`)
  checkVerbs(verb, args)
  const isLook = verb === 'list' || verb === 'show'
  const booth = await (isLook ? askToLook : askBooth)(folderArgs(flags))
  if (booth.isOwn) terminal.err(worksAlone)
  try {
    return await work({ booth, wanted, flags, terminal })
  } finally {
    await booth.close()
  }
}

const worksAlone = 'No console works with this data folder: its unfinished jobs go on for as long as this takes.\n'

const misused = (message: string): AppError => new AppError('invalid_input', message, usage)

/** A flag that would do nothing is a mistake. */
function checkVerbs(verb: string, args: string[]): void {
  const only: Record<string, string> = { '--state': 'list', '--limit': 'list', '--style': 'retry' }
  const wrong = args.map((arg) => arg.split('=')[0]!).find((arg) => Object.hasOwn(only, arg) && only[arg] !== verb)
  if (wrong !== undefined) throw misused(`${wrong} is for \`photocall jobs ${only[wrong]}\`.`)
}

async function ask<N extends CommandName>(booth: AskedBooth, name: N, input: unknown): Promise<CommandOutput<N>> {
  // the shape is the one of the command that was asked
  return commands[name].output.parse(await booth.command(name, input)) as CommandOutput<N>
}

const pageLimit = 500

async function list({ booth, flags, terminal }: Work): Promise<number> {
  const { jobs, total } = await newest(booth, flags)
  if (flags.json) terminal.out(`${JSON.stringify({ total, jobs })}\n`)
  else tellList(jobs, total, terminal)
  return exitCodes.done
}

async function newest(booth: AskedBooth, flags: Flags): Promise<{ jobs: JobView[]; total: number }> {
  const jobs: JobView[] = []
  for (;;) {
    const limit = Math.min(pageLimit, flags.limit - jobs.length)
    const before = jobs.at(-1)?.number
    const asked = { limit, ...(flags.state && { states: flags.state }), ...(before && { beforeNumber: before }) }
    const page = await ask(booth, 'jobs.list', asked)
    jobs.push(...page.jobs)
    if (page.jobs.length < limit || jobs.length >= flags.limit) return { jobs, total: page.total }
  }
}

function tellList(jobs: JobView[], total: number, terminal: Terminal): void {
  const rows = jobs.map(({ number, state, style, pressedAtMs, fileName, error, id }) => [
    ...[`#${number}`, state, style, localTime(pressedAtMs), id],
    error ? error.message : (fileName ?? ''),
  ])
  const head = ['JOB', 'STATE', 'STYLE', 'PRESSED', 'ID', 'FILE OR REASON']
  if (rows.length > 0) terminal.out(`${tableLines([head, ...rows]).join('\n')}\n`)
  if (rows.length === 0) terminal.err('There are no such jobs.\n')
  else if (total > rows.length) terminal.err(`${total - rows.length} more: --limit shows them.\n`)
}

async function show({ booth, wanted, flags, terminal }: Work): Promise<number> {
  const job = await ask(booth, 'jobs.show', { jobId: await idOf(booth, wanted) })
  if (flags.json) terminal.out(`${JSON.stringify(job)}\n`)
  else terminal.out(`${tableLines(factsOf(job)).join('\n')}\n`)
  return exitCodes.done
}

function factsOf(job: Job): string[][] {
  const { error, result, standIn } = job
  return [
    ['job', `#${job.number}  ${job.id}`],
    ['state', job.state],
    ['style', `${job.style} (${job.backend})${standIn ? `, in place of ${standIn.style}` : ''}`],
    ['source', job.source],
    ...(job.event === '' ? [] : [['event', job.event]]),
    ...(job.prompt === '' ? [] : [['prompt', job.prompt]]),
    ...Object.entries(job.inputs).map(([name, value]) => [name, String(value)]),
    ['seed', String(job.seed)],
    ['attempts', String(job.attempts)],
    ...(result ? [['file', result.name ?? 'waits for the share']] : []),
    ...(error ? failureLines(error).map((line, at) => [at === 0 ? 'reason' : '', line]) : []),
    ...job.timeline.map(({ state, atMs }, at) => [at === 0 ? 'timeline' : '', `${localTime(atMs)}  ${state}`]),
  ]
}

async function cancel({ booth, wanted, flags, terminal }: Work): Promise<number> {
  const id = await idOf(booth, wanted)
  await booth.command('jobs.cancel', { jobId: id })
  return tellState(await ask(booth, 'jobs.show', { jobId: id }), flags, terminal)
}

async function retry({ booth, wanted, flags, terminal }: Work): Promise<number> {
  const id = await idOf(booth, wanted)
  await booth.command('jobs.retry', { jobId: id, ...(flags.style !== undefined && { style: flags.style }) })
  // nobody else goes on with it when this process ends
  if (booth.isOwn) await ended(booth, id)
  const job = await ask(booth, 'jobs.show', { jobId: id })
  const code = tellState(job, flags, terminal)
  if (job.state !== 'failed' || !job.error) return code
  terminal.err(`${failureLines(job.error).map(printable).join('\n')}\n`)
  return exitCodeOf(job.error.code)
}

function tellState({ id, number, state, result }: Job, { json }: Flags, terminal: Terminal): number {
  if (json) terminal.out(`${JSON.stringify({ jobId: id, number, state })}\n`)
  else terminal.out(`${printable(`#${number} ${state}${result?.name ? ` ${result.name}` : ''}`)}\n`)
  return exitCodes.done
}

const lookAgainMs = 100

/** Or until it waits for a share that is away: the next console takes it there. */
async function ended(booth: AskedBooth, id: string): Promise<void> {
  const { number } = await ask(booth, 'jobs.show', { jobId: id })
  for (;;) {
    const [view] = (await ask(booth, 'jobs.list', { limit: 1, beforeNumber: number + 1 })).jobs
    if (!view || hasEnded(view)) return
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  }
}

/** `#12` and `12` are what people call a job by. */
async function idOf(booth: AskedBooth, wanted: string): Promise<string> {
  if (jobId.safeParse(wanted).success) return wanted
  const number = Number(wanted.replace('#', ''))
  const { jobs } = await ask(booth, 'jobs.list', { limit: 1, beforeNumber: number + 1 })
  if (jobs[0]?.number === number) return jobs[0].id
  throw new AppError('not_found', `There is no job #${number}.`, 'See `photocall jobs list`.')
}
