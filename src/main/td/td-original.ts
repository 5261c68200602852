import type { Job } from '../../contract/job'
import type { FromTouchDesigner } from '../../contract/td-protocol'
import type { Clock } from '../lib/clock'
import { afterLastLook } from '../lib/last-look'
import type { TdFrame } from './frame'
import type { Machine } from './machines'
import * as errors from './td-errors'

export interface TdOriginal {
  picture: Uint8Array
  mediaType: 'image/jpeg' | 'image/png'
}

/** The one picture of the booth's TOP that was asked for and is not here yet. */
export interface OriginalWait {
  /** Calls `send` once it is waited for; rejects with the signal's reason, or by name when nothing comes in time. */
  ask(job: Job, machine: Machine, send: (timeoutMs: number) => void, signal: AbortSignal): Promise<TdOriginal>
  /** True: it was about this picture. */
  failed(machine: Machine, said: FromTouchDesigner): boolean
  frame(machine: Machine, frame: TdFrame): void
  gone(machine: Machine): void
}

/** After zero the machine has this long to deliver its TOP, milliseconds. */
const withinMs = 3000
const busyRetryMs = 500

interface Awaited {
  jobId: string
  machineId: string
  resolve(taken: TdOriginal): void
  reject(error: Error): void
  /** Works on something else, in these words: asked again while there is time. */
  busy(words: string): void
}

export function createOriginalWait({ clock }: { clock: Clock }): OriginalWait {
  let awaited: Awaited | null = null

  function ask(
    job: Job,
    machine: Machine,
    send: (timeoutMs: number) => void,
    signal: AbortSignal,
  ): Promise<TdOriginal> {
    return new Promise((resolve, reject) => {
      let late = errors.noOriginal()
      let stopRetry = (): void => undefined
      const end = (how: () => void) => {
        stopTimer()
        stopRetry()
        signal.removeEventListener('abort', onAbort)
        awaited = null
        how()
      }
      const onAbort = () => end(() => reject(signal.reason as Error))
      const stopTimer = afterLastLook(clock, withinMs, () => end(() => reject(late)))
      signal.addEventListener('abort', onAbort)
      awaited = {
        jobId: job.id,
        machineId: machine.id,
        resolve: (taken) => end(() => resolve(taken)),
        reject: (error) => end(() => reject(error)),
        busy(words) {
          late = errors.failedThere(words)
          stopRetry()
          stopRetry = clock.after(busyRetryMs, () => send(withinMs))
        },
      }
      send(withinMs)
    })
  }

  return {
    ask,
    failed(machine, said) {
      if (said.type !== 'error' || said.jobId !== awaited?.jobId || machine.id !== awaited?.machineId) return false
      if (said.reason === 'busy') awaited.busy(said.message)
      else awaited.reject(errors.failedThere(said.message))
      return true
    },
    frame(machine, { header, picture }) {
      if (header.kind !== 'original' || awaited?.jobId !== header.jobId || awaited.machineId !== machine.id) return
      awaited.resolve({ picture, mediaType: header.mediaType })
    },
    gone(machine) {
      if (awaited?.machineId === machine.id) awaited.reject(errors.gone(machine.name))
    },
  }
}
