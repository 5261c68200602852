import { readFile } from 'node:fs/promises'
import { AppError, type ErrorFacts } from '../../contract/errors'
import type { Job, SourceName } from '../../contract/job'
import type { Backend, GenerateHooks, GenerateRequest, GeneratedFile } from '../backends/backend'
import { writeFramePicture } from './frame-file'
import { asError, busy, withoutScripts } from './td-errors'
import type { TdOutcome, TdRun } from './td-run'
import { reasonAgainst, type TdSourceDeps } from './td-source'
import type { TdInput } from './td-work'

export interface TdBackendDeps extends Omit<TdSourceDeps, 'incomingDir' | 'clock' | 'limitOf'> {
  /** Whether the booth works with TouchDesigner at all; else its styles are not offered. */
  isSetUp(): boolean
  /** No press is taken while nothing can be sent, as the event wants it. */
  blocksPress(): boolean
  /** What TouchDesigner takes: upright, and not larger than it needs. */
  prepareInput(originalPath: string, workDir: string): Promise<string>
  onChange(listen: () => void): void
}

/** TouchDesigner makes the picture. It is finished when its file on the share was read back whole, never by progress. */
export function createTdBackend(deps: TdBackendDeps): Backend {
  const { stage, work, jobOf } = deps

  function unavailable(jobId?: string) {
    // its capture was sent: its file may come whether or not the machine is connected now
    if (jobId !== undefined && stage.sentTo(jobId)) return null
    const isOthers = jobId !== undefined && stage.owner() !== null && stage.owner() !== jobId
    return reasonAgainst(deps) ?? (isOthers ? busy() : null)
  }

  function refusesPress(source: SourceName): ErrorFacts | null {
    const reason = reasonAgainst(deps)
    // a picture that is there already may wait for its machine
    if (reason) return source !== 'upload' && deps.blocksPress() ? reason : null
    return source !== 'touchdesigner' && !deps.machines.active()?.saidHello ? withoutScripts() : null
  }

  async function start(job: Job, request: GenerateRequest, signal: AbortSignal): Promise<TdRun> {
    // cancelled before it came here, its capture may be out: taking the stage anew would free it
    signal.throwIfAborted()
    const limitMs = request.style.timeoutMs
    const known = stage.state() === 'occupied' ? null : work.rejoin(job, limitMs)
    if (known) return known
    // a project without our scripts would photograph whoever stands there now
    if (request.originalPath !== '' && !deps.machines.active()?.saidHello) throw asError(withoutScripts())
    if (!stage.take(job.id)) throw notNow(unavailable(job.id))
    try {
      const input = request.originalPath === '' ? null : await inputOf(request)
      signal.throwIfAborted()
      // it may have gone while the picture was prepared
      const reason = reasonAgainst(deps)
      if (reason) throw notNow(reason)
      return work.send(job, limitMs, input)
    } catch (error) {
      stage.giveUp(job.id)
      throw error
    }
  }

  async function inputOf({ originalPath, workDir }: GenerateRequest): Promise<TdInput> {
    return { bytes: await readFile(await deps.prepareInput(originalPath, workDir)), mediaType: 'image/jpeg' }
  }

  async function generate(request: GenerateRequest, hooks: GenerateHooks): Promise<GeneratedFile[]> {
    const job = jobOf(request.jobId)
    if (!job) throw new Error(`job ${request.jobId} is not on the board`)
    const reason = unavailable(job.id)
    if (reason) throw notNow(reason)
    const run = await start(job, request, hooks.signal)
    run.onProgress(hooks.onProgress)
    return [await fileOf(await untilDone(run, hooks.signal), request.workDir)]
  }

  function untilDone(run: TdRun, signal: AbortSignal): Promise<TdOutcome> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        // closing: TouchDesigner goes on, and the next start waits for its file
        const isClosing = signal.reason instanceof AppError && signal.reason.code === 'closing'
        if (isClosing) run.stop()
        else work.giveUp(run.jobId)
        reject(signal.reason as Error)
      }
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort)
      work
        .outcomeOf(run)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', onAbort))
    })
  }

  return {
    name: 'touchdesigner',
    slots: () => (deps.isSetUp() ? 1 : 0),
    unavailable,
    keepsTime: true,
    takesPictures: true,
    refusesPress,
    onChange: deps.onChange,
    generate,
    hold() {
      deps.machines.hold()
      work.hold()
    },
    goOn() {
      deps.machines.goOn()
      work.goOn()
    },
    close: () => Promise.resolve(),
  }
}

async function fileOf(outcome: TdOutcome, workDir: string): Promise<GeneratedFile> {
  if (outcome.kind === 'file') {
    const { file, sha256, sizeBytes, picture } = outcome.claimed
    return { path: file.path, mediaType: picture.mediaType, onShare: { name: file.name, sha256, sizeBytes, picture } }
  }
  return writeFramePicture(workDir, outcome)
}

function notNow(reason: ReturnType<typeof reasonAgainst>): AppError {
  const why = asError(reason ?? busy())
  return new AppError('backend_unavailable', why.message, why.hint, { params: { backend: 'touchdesigner' } })
}
