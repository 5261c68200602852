import { setMaxListeners } from 'node:events'
import { statSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { errorFactsOf, AppError } from '../../contract/errors'
import type { Job, ResultFacts } from '../../contract/job'
import { extensionOf } from '../../contract/media'
import type { ReplayRecord } from '../../contract/replay'
import type { Settings } from '../../contract/settings'
import type { GeneratedFile, GeneratedFiles } from '../backends/backend'
import type { CaptureIndex, CaptureRow } from '../captures/capture-index'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import { moveDurably, sha256OfFile } from '../lib/files'
import type { Log } from '../lib/log'
import { untilWritten } from '../lib/until-written'
import type { Share } from '../share/share'
import type { DataFolder } from './data-folder'
import { createFinish } from './finishing'
import type { JobBoard } from './job-board'
import type { Journal } from './journal'
import type { KeptOutputs, Poster } from './kept-outputs'
import { replayRecordOf } from './replay-record'
import type { ReplayRecords } from './replay-records'
import { replayXmp } from './replay-xmp'

/** From a backend's file to the verified capture on the share. */
export interface Saving {
  /**
   * Converts the first as the settings say, puts it whole into the spool and journals `saving`; then saves. The others stay
   * with the job. Of a failed job too: its picture came after all. Dropped where the job left the state that it is given in.
   */
  takeOver(job: Job, files: GeneratedFiles): Promise<void>
  /** Of a file that another program put at its final path, read back there: journals the job as saved by it. */
  adopt(job: Job, file: NonNullable<GeneratedFile['onShare']>): void
  /** Saves a job in state `saving`; waits as long as the share is away. */
  save(job: Job): void
  /** Nobody wants it any more: ends as failed (`unwanted`), or as saved where the file in hand is just done. */
  giveUp(jobId: string): void
  /** The share finishes the file in hand, within 4 s; the rest stays in the spool for the next start. */
  close(): Promise<void>
}

export function createSaving(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  log: Log
  folder: DataFolder
  images: Images
  share: Share
  captures: CaptureIndex
  records: ReplayRecords
  outputs: KeptOutputs
  /** Name and version of this program, for the pictures. */
  creatorTool: string
  output: () => Settings['share']
  /** Absolute path of an event's overlay; null where it is missing. */
  overlayPath: (sha256: string) => string | null
}): Saving {
  const { journal, board, clock, log, folder, images, share, captures, records, outputs, creatorTool, output } = deps
  const finish = createFinish(deps)
  const abort = new AbortController()
  // hundreds of files may wait for the share at once
  setMaxListeners(0, abort.signal)
  const saves = new Map<string, { ended: Promise<void>; abort: AbortController }>()

  function adopt(job: Job, { name, picture, ...bytes }: NonNullable<GeneratedFile['onShare']>): void {
    const { dir: root, syncedBy } = share.view()
    const result: ResultFacts = { spoolFile: null, name, handedTo: syncedBy, ...bytes, ...picture }
    const row = captureRowOf(job, result, root, clock.nowMs())
    const known = captures.findByName(root, name)
    const together = () => {
      // seen before anybody knew whose it is
      if (known && known.id !== row.id) captures.remove(known.id)
      captures.add(row)
      records.put(replayRecordOf(job, null, clock.nowMs()))
    }
    board.put(journal.settle(job.id, result, together))
  }

  async function takeOver(job: Job, [file, ...others]: GeneratedFiles): Promise<void> {
    if (file.onShare) return adopt(job, file.onShare)
    const finished = await finish(file, job)
    const record = replayRecordOf(job, file.made ?? null, clock.nowMs())
    // before the hash: what is verified on the share is the picture with its record
    await sign(finished, record)
    const picture = await images.verifyResult(finished)
    await outputs.keep(job.id, others, file.moves ? posterOf(job.id) : null)
    const extension = extensionOf[picture.mediaType]
    const staysHere = job.request?.staysHere === true
    const spoolFile = staysHere ? folder.requestName(job.id, 'out', extension) : folder.spoolName(job.id, extension)
    const sizeBytes = (await stat(finished)).size
    const sha256 = await sha256OfFile(finished)
    await moveDurably(finished, folder.resolve(spoolFile))
    if (journal.get(job.id).state !== job.state) return discard(job.id, spoolFile)
    const result: ResultFacts = { spoolFile, name: null, handedTo: null, sha256, sizeBytes, ...picture }
    if (staysHere) board.put(journal.settle(job.id, result, () => records.put(record)))
    else save(board.put(journal.moveWith(job.id, 'saving', { result, error: null }, () => records.put(record))))
    await rm(folder.workOf(job.id), { recursive: true, force: true })
  }

  async function discard(jobId: string, spoolFile: string): Promise<void> {
    await rm(folder.resolve(spoolFile), { force: true })
    await outputs.drop(jobId)
  }

  /** Nothing here decodes videos: the last that was seen of one while it was made is the picture that stands for it. */
  function posterOf(jobId: string): Poster | null {
    return board.live(jobId).preview
  }

  async function sign(path: string, record: ReplayRecord): Promise<void> {
    const withPrompt = output().promptInPictures
    const packet = replayXmp(record, { creatorTool, withPrompt })
    const isSigned = await images.embedXmp(path, { packet, keepsGraph: withPrompt })
    if (!isSigned) log.debug('no record in this kind of file', { jobId: record.jobId })
  }

  function save(job: Job): void {
    if (saves.has(job.id) || abort.signal.aborted) return
    board.update(job.id, { waitsForShare: share.view().status !== 'ready' })
    const own = new AbortController()
    const follow = () => own.abort(abort.signal.reason)
    abort.signal.addEventListener('abort', follow, { once: true })
    const ended = publish(job, own.signal)
      .catch((error: unknown) => failed(job.id, error))
      .finally(() => {
        abort.signal.removeEventListener('abort', follow)
        saves.delete(job.id)
      })
    saves.set(job.id, { ended, abort: own })
  }

  async function publish(job: Job, signal: AbortSignal): Promise<void> {
    const result = resultOf(job)
    const spoolPath = folder.resolve(result.spoolFile ?? '')
    let attempted = false
    const { name, root, handedTo } = await share.save({
      jobId: job.id,
      spoolPath,
      sha256: result.sha256,
      sizeBytes: result.sizeBytes,
      mediaType: result.mediaType,
      name: result.name,
      facts: nameFactsOf(job),
      waitsSinceMs: waitsSince(job),
      folder: job.output.folder,
      pattern: job.output.pattern,
      recordName(chosen) {
        const named = { ...result, name: chosen }
        board.put(attempted ? journal.note(job.id, { result: named }) : journal.startSaving(job.id, named))
        attempted = true
      },
      signal,
    })
    const finalResult: ResultFacts = { ...result, name, handedTo, spoolFile: null }
    const row = captureRowOf(job, finalResult, root, clock.nowMs())
    const together = () => {
      captures.add(row)
      journal.endAttempts(job.id, 'saving', 'done')
    }
    board.put(journal.moveWith(job.id, 'saved', { result: finalResult, error: null }, together))
    await dropFromSpool(spoolPath)
  }

  /** Since the step to `saving`: a retry waits anew; after a restart the journal tells how long it has waited. */
  function waitsSince({ timeline, pressedAtMs }: Job): number {
    const waitedMs = clock.nowMs() - (timeline.at(-1)?.atMs ?? pressedAtMs)
    return clock.uptimeMs() - Math.max(0, waitedMs)
  }

  /** Of a job that is saved: what holds the file now keeps it until the next start, and the job stays saved. */
  async function dropFromSpool(path: string): Promise<void> {
    await rm(path, { force: true }).catch((error: unknown) => {
      log.warn('a saved picture is still in the spool', { path, error: String(error) })
    })
  }

  function failed(jobId: string, error: unknown): void {
    const facts = errorFactsOf(error)
    const isOver = () => abort.signal.aborted
    untilWritten({ clock, log, isOver }, `the end of saving job ${jobId}`, () => {
      // closing in order is no death of this step: without its end three evenings would make the job poison
      journal.endAttempts(jobId, 'saving', facts.code)
      if (isOver()) return
      log.error('saving failed', { jobId, code: facts.code, message: facts.message })
      // without the finished picture a retry makes it again from the original
      const change = facts.code === 'original_missing' ? { error: facts, result: null } : { error: facts }
      board.put(journal.move(jobId, 'failed', change))
    })
  }

  function resultOf(job: Job): ResultFacts {
    if (job.result?.spoolFile && !isGone(folder.resolve(job.result.spoolFile))) return job.result
    throw new AppError(
      'original_missing',
      'The finished picture is no longer in the spool.',
      'Retry: it is made again from the original.',
    )
  }

  share.onChange(() => {
    const waitsForShare = share.view().status !== 'ready'
    for (const jobId of saves.keys()) board.update(jobId, { waitsForShare })
  })

  return {
    takeOver,
    adopt,
    save,
    giveUp: (jobId) =>
      saves
        .get(jobId)
        ?.abort.abort(new AppError('unwanted', 'Nobody wants this picture any more.', 'Nothing is to be done.')),
    async close() {
      abort.abort(new AppError('closing', 'The console is closing.', 'It goes on at the next start.'))
      await Promise.all([...saves.values()].map(({ ended }) => ended))
    },
  }
}

/** What cannot be looked at now may well be there: who opens it tries again. */
function isGone(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}

function nameFactsOf(job: Job) {
  const { id, number, style, event, zoneOffsetMin } = job
  const fields = { seed: job.seed, source: job.source, backend: job.backend }
  return { jobId: id, number, style, event, zoneOffsetMin, takenAtMs: job.takenAtMs ?? job.pressedAtMs, fields }
}

/** The gallery's row of a job's own picture. */
export function captureRowOf(job: Job, result: ResultFacts, root: string, savedAtMs: number): CaptureRow {
  const { name, widthPx, heightPx, sizeBytes, mediaType, durationMs } = result
  return {
    id: job.id,
    jobId: job.id,
    eventId: job.eventId,
    root,
    name: name ?? '',
    style: job.style,
    seed: job.seed,
    takenAtMs: job.takenAtMs ?? job.pressedAtMs,
    savedAtMs,
    widthPx,
    heightPx,
    sizeBytes,
    mediaType,
    durationMs,
    favourite: 0,
    publication: 'published',
  }
}
