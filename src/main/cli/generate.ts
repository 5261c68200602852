import { tmpdir } from 'node:os'
import type { JobView } from '../../contract/job'
import { systemClock, type Clock } from '../lib/clock'
import { createNodePlatform } from '../node-platform'
import type { Platform } from '../platform'
import { hasPicture, type Booth } from './booth'
import { exitCodeOf, exitCodes } from './exit-code'
import { failureLines } from './failure-lines'
import { parseWishes, type Wishes } from './generate-wishes'
import type { Terminal } from './output'
import { createProgressLines, type ProgressLines } from './progress-lines'
import { resultTarget, type ResultTarget } from './result-target'
import { openRunBooth } from './run-booth'
import { openRunFolder } from './run-folder'
import { planRun, type RunPlan } from './run-plan'
import { createRunStop, type RunStop } from './run-stop'

/** How long a job that was cancelled may take to say so. */
const cancelMs = 8000

/** `photocall generate`: one picture or film, through the same queue, backend and verification as a press. */
export async function runGenerate(
  args: string[],
  terminal: Terminal,
  platform: Platform = createNodePlatform(),
  clock: Clock = systemClock,
): Promise<number> {
  const wish = parseWishes(args)
  const stop = createRunStop(wish.timeout ?? null, clock)
  const temporary = await openRunFolder(tmpdir(), clock.nowMs())
  try {
    return await runIn(temporary.dir, { wish, stop, terminal, platform })
  } finally {
    stop.close()
    await temporary.remove()
  }
}

interface Around {
  wish: Wishes
  stop: RunStop
  terminal: Terminal
}

async function runIn(
  temporary: string,
  { wish, stop, terminal, platform }: Around & { platform: Platform },
): Promise<number> {
  const plan = await planRun(wish, { shippedDir: platform.stylesDir, temporary })
  const { output, image = null } = wish
  const target = resultTarget({ output, imagePath: image, style: plan.style ?? 'styled' })
  const booth = await openRunBooth({ wish, plan, platform, temporary })
  try {
    return await generate({ wish, plan, target, booth, stop, terminal })
  } finally {
    await booth.close()
  }
}

interface Generation extends Around {
  plan: RunPlan
  target: ResultTarget
  booth: Booth
}

async function generate(work: Generation): Promise<number> {
  const { wish, plan, target, booth, stop, terminal } = work
  const mode = wish.quiet ? 'quiet' : wish['json-progress'] ? 'json' : 'lines'
  const lines = createProgressLines({ mode, terminal, nowMs: () => performance.now() })
  const startedAtMs = performance.now()
  const style = plan.style === null ? {} : { style: plan.style }
  const jobId = await booth.hand(wish.image ?? null, { ...plan.asked, ...style })
  const last = await lastView(work, jobId, lines)
  lines.end()
  if (!last || !hasPicture(last)) return tellEnd(last, { wish, stop, terminal })
  const path = await booth.fetchResult(jobId, target.pathFor)
  if (last.state !== 'saved') terminal.err('The share is away: the picture goes there by itself when it is back.\n')
  tellResult(wish, path, (performance.now() - startedAtMs) / 1000, terminal)
  return exitCodes.done
}

/** Null where a job that was to be cancelled does not end; one that was finished in that moment is finished. */
function lastView({ booth, stop }: Generation, jobId: string, lines: ProgressLines): Promise<JobView | null> {
  const ended = booth.follow(jobId, lines.see)
  const stopped = new Promise<null>((resolve) => {
    stop.onStop(() => {
      setTimeout(() => resolve(null), cancelMs).unref()
      // what cannot be cancelled any more is about to end by itself
      booth.cancel(jobId).catch(() => undefined)
    })
  })
  return Promise.race([ended, stopped])
}

function tellEnd(view: JobView | null, { wish, stop, terminal }: Around): number {
  if (stop.reason() === 'interrupted') {
    terminal.err('Cancelled.\n')
    return exitCodes.interrupted
  }
  if (stop.reason() === 'timed-out') {
    terminal.err(`It was not finished within ${wish.timeout} s.\nGive it more time with --timeout.\n`)
    return exitCodes.timedOut
  }
  const unknown = {
    code: 'generation_failed',
    message: 'The job was cancelled elsewhere.',
    hint: 'Try again.',
  } as const
  const error = view?.error ?? unknown
  terminal.err(`${failureLines(error).join('\n')}\n`)
  return exitCodeOf(error.code)
}

function tellResult(wish: Wishes, path: string, seconds: number, terminal: Terminal): void {
  if (wish['json-progress']) return terminal.out(`${JSON.stringify({ output: path })}\n`)
  if (wish.quiet) return terminal.out(`${path}\n`)
  terminal.out(`[OK] Generation complete in ${seconds.toFixed(1)}s\n${path}\n`)
}
