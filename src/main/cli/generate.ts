import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { prompt, seed, type JobView } from '../../contract/job'
import { serverUrl } from '../../contract/server'
import { styleName } from '../../contract/style'
import { createCore } from '../core'
import { checkFlags, parseEnvironment } from '../flags'
import { readCliToken } from '../http/cli-token'
import { silentLog } from '../lib/log'
import { createNodePlatform } from '../node-platform'
import type { Booth } from './booth'
import { exitCodeOf, exitCodes } from './exit-code'
import { etaSeconds, jsonProgressLine, plainProgressLine, progressBar, type Terminal } from './output'
import { createOwnBooth } from './own-booth'
import { createRemoteBooth } from './remote-booth'
import { resultTarget, type ResultTarget } from './result-target'

const options = {
  image: { type: 'string' },
  style: { type: 'string' },
  output: { type: 'string' },
  prompt: { type: 'string' },
  seed: { type: 'string' },
  data: { type: 'string' },
  server: { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
  'json-progress': { type: 'boolean' },
} as const

const wishes = z.object({
  image: z.string({ error: 'is needed: a JPEG, PNG or WebP file' }).min(1),
  style: styleName.optional(),
  output: z.string().min(1).default('.'),
  prompt: prompt.optional(),
  seed: z.coerce.number().pipe(seed).optional(),
  data: z.string().min(1).optional(),
  server: z.array(serverUrl).min(1).max(8).optional(),
  quiet: z.boolean().default(false),
  'json-progress': z.boolean().default(false),
})
type Wishes = z.infer<typeof wishes>

/** `photocall generate`: one picture from file to file, through the same queue, backend and verification as a press. */
export async function runGenerate(args: string[], terminal: Terminal): Promise<number> {
  const wish = parseWishes(args)
  const imagePath = resolve(wish.image)
  if (!existsSync(imagePath) || !statSync(imagePath).isFile()) {
    throw new AppError('invalid_input', `--image: there is no file ${imagePath}.`, 'Give the path of a picture.')
  }
  const target = resultTarget({ output: resolve(wish.output), imagePath, style: wish.style ?? 'styled' })
  const { booth, leave } = await openBooth(wish)
  try {
    return await generate({ wish, imagePath, target, booth, terminal })
  } finally {
    await booth.close()
    await leave()
  }
}

function parseWishes(args: string[]): Wishes {
  const values = readArgs(args)
  const parsed = wishes.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError('invalid_input', `--${issue?.path.join('.')}: ${issue?.message}.`, 'See `photocall --help`.')
}

function readArgs(args: string[]): Record<string, unknown> {
  try {
    return { ...parseArgs({ args, options, strict: true }).values }
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0]! : String(error)
    throw new AppError('invalid_input', `${message}.`, 'See `photocall --help`.', { cause: error })
  }
}

/** In this process; without `--data` in a folder that goes again. A data folder that another process owns: through it. */
async function openBooth(wish: Wishes): Promise<{ booth: Booth; leave: () => Promise<void> }> {
  const temporary = await mkdtemp(join(tmpdir(), 'photocall-generate-'))
  const leave = () => rm(temporary, { recursive: true, force: true })
  const dataDir = wish.data ? resolve(wish.data) : temporary
  const server = wish.server === undefined ? {} : { server: wish.server }
  const flags = checkFlags({ ...server, ...(wish.data ? {} : { share: join(temporary, 'output') }) })
  const environment = parseEnvironment(process.env)
  const platform = createNodePlatform()
  try {
    const core = await createCore({ dataDir, flags, environment, platform, feature: () => silentLog, listens: false })
    return { booth: createOwnBooth({ core, incomingDir: join(dataDir, 'incoming') }), leave }
  } catch (error) {
    const owner = error instanceof AppError && error.code === 'data_folder_owned' ? await readCliToken(dataDir) : null
    if (!owner) {
      await leave()
      throw error
    }
    return { booth: createRemoteBooth({ baseUrl: `http://127.0.0.1:${owner.port}`, token: owner.token }), leave }
  }
}

async function generate(work: {
  wish: Wishes
  imagePath: string
  target: ResultTarget
  booth: Booth
  terminal: Terminal
}): Promise<number> {
  const { wish, imagePath, target, booth, terminal } = work
  const startedAtMs = performance.now()
  const { style, prompt: words, seed: chosen } = wish
  const jobId = await booth.upload(imagePath, {
    ...(style === undefined ? {} : { style }),
    ...(words === undefined ? {} : { prompt: words }),
    ...(chosen === undefined ? {} : { seed: chosen }),
  })
  let interrupted = false
  const onInterrupt = () => {
    interrupted = true
    void booth.cancel(jobId).catch((error: unknown) => terminal.err(`${String(error)}\n`))
  }
  process.once('SIGINT', onInterrupt)
  try {
    const last = await booth.follow(jobId, createProgressWriter(wish, terminal))
    if (interrupted) return exitCodes.interrupted
    if (last.state !== 'saved') return tellFailure(last, terminal)
    const outputPath = target.pathFor(last.fileName)
    await booth.fetchResult(jobId, outputPath)
    tellResult(wish, outputPath, (performance.now() - startedAtMs) / 1000, terminal)
    return exitCodes.done
  } finally {
    process.removeListener('SIGINT', onInterrupt)
  }
}

/** Writes a line, a bar or nothing for every new step. */
function createProgressWriter(wish: Wishes, terminal: Terminal): (view: JobView) => void {
  let startedAtMs: number | null = null
  let lastStep = 0
  return (view) => {
    if (view.state !== 'generating' || wish.quiet) return
    startedAtMs ??= performance.now()
    if (view.step === lastStep || view.step === 0) return
    lastStep = view.step
    const progress = { fraction: view.progress, step: view.step, maxSteps: view.maxSteps, node: view.node }
    const eta = etaSeconds(progress, performance.now() - startedAtMs)
    if (wish['json-progress']) terminal.out(jsonProgressLine(progress, eta))
    else if (terminal.live) terminal.err(progressBar(progress, eta, terminal.columns))
    else terminal.out(plainProgressLine(progress, eta))
  }
}

function tellFailure(view: JobView, terminal: Terminal): number {
  const { code, message, hint } = view.error ?? {
    code: 'generation_failed' as const,
    message: 'The picture was not made.',
    hint: 'Try again.',
  }
  terminal.err(`${terminal.live ? '\n' : ''}${message}\n${hint}\n`)
  return exitCodeOf(code)
}

function tellResult(wish: Wishes, path: string, seconds: number, terminal: Terminal): void {
  if (wish['json-progress']) return terminal.out(`${JSON.stringify({ output: path })}\n`)
  if (wish.quiet) return terminal.out(`${path}\n`)
  if (terminal.live) terminal.err('\n')
  terminal.out(`[OK] Generation complete in ${seconds.toFixed(1)}s\n${path}\n`)
}
