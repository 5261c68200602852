import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorFacts } from '../../contract/errors'
import type { Job } from '../../contract/job'
import type { TouchdesignerSettings } from '../../contract/touchdesigner'
import type { Clock } from '../lib/clock'
import { incomingName } from '../lib/incoming-name'
import type { Source, TakeRequest, TakenPicture } from '../sources/source'
import type { Machines } from './machines'
import type { Stage } from './stage'
import { absent, chosenAbsent, occupied, withoutScripts } from './td-errors'
import type { TdWork } from './td-work'

export interface TdSourceDeps {
  machines: Machines
  stage: Stage
  work: TdWork
  clock: Clock
  settings: () => TouchdesignerSettings
  jobOf(jobId: string): Job | null
  /** Of the job's style, milliseconds. */
  limitOf(job: Job): number
  /** Absolute; where pictures come in. */
  incomingDir: string
}

/** Why nothing can be sent to TouchDesigner at all now; that another job has the stage is no reason to refuse a press. */
export function reasonAgainst(deps: Pick<TdSourceDeps, 'machines' | 'stage' | 'settings'>): ErrorFacts | null {
  const { machines, stage, settings } = deps
  const machine = machines.active()
  if (!machine) {
    const { activeMachine } = settings()
    return activeMachine === '' ? absent() : chosenAbsent(activeMachine.replace(/^\w+:/, ''))
  }
  return stage.state() === 'occupied' ? occupied() : null
}

/** TouchDesigner's own camera. Where its backend makes the picture too, there is no original: one message does all. */
export function createTdSource(deps: TdSourceDeps): Source {
  const { machines, stage, work, clock, settings, jobOf, incomingDir } = deps

  const makesAll = (job: Job) => job.backend === 'touchdesigner'

  async function take({ jobId, remainingMs, signal }: TakeRequest): Promise<TakenPicture | null> {
    const job = jobOf(jobId)
    if (!job) throw new Error(`job ${jobId} is not on the board`)
    await untilZero(remainingMs, signal)
    if (makesAll(job)) {
      if (!stage.sentTo(jobId)) work.send(job, deps.limitOf(job), null)
      return null
    }
    const { picture } = await work.askOriginal(job, signal)
    const path = join(incomingDir, incomingName(jobId))
    await writeFile(path, picture)
    stage.free(jobId)
    return { path, shutterMissMs: null }
  }

  function untilZero(remainingMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        stopTimer()
        reject(signal.reason as Error)
      }
      const stopTimer = clock.after(Math.max(0, remainingMs), () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      })
      signal.addEventListener('abort', onAbort)
    })
  }

  return {
    name: 'touchdesigner',
    // the step to `capturing` is on the disk by then
    leadMs: 150,
    blocked(backend) {
      const reason = reasonAgainst(deps)
      if (reason) return reason
      const needsScripts = backend !== undefined && backend !== 'touchdesigner'
      return needsScripts && !machines.active()?.saidHello ? withoutScripts() : null
    },
    take,
    reserve(jobId) {
      if (reasonAgainst(deps)?.code === 'td_occupied' && stage.owner() !== jobId) return false
      if (!stage.take(jobId)) return false
      const job = jobOf(jobId)
      if (job && makesAll(job) && settings().captureAt === 'press' && machines.active()) {
        work.send(job, deps.limitOf(job) + job.countdownSec * 1000, null)
      }
      return true
    },
    release: (jobId) => work.giveUp(jobId),
    onFree: stage.onFree,
  }
}
