import { basename, dirname } from 'node:path'
import type { TracedCall } from './traced-calls'

/** What must be on disk (or read back) after the one call and before the other. */
interface Leg {
  fault: string
  after: TracedCall | undefined
  call: 'sync' | 'read'
  path: string
  before: TracedCall | undefined
}

/**
 * What is wrong with the order in which an uploaded picture was kept, generated and saved; null when a power cut at any
 * point loses nothing that somebody was told of. `save-order-program.ts` says `answered` and `told`.
 */
export function faultOfOrder(
  calls: readonly TracedCall[],
  { dataDir, shareDir, jobId }: { dataDir: string; shareDir: string; jobId: string },
): string | null {
  const journal = `${dataDir}/journal.sqlite-wal`
  const spool = `${dataDir}/spool`
  const part = `${shareDir}/.photocall/${jobId}.part`
  const first = (call: TracedCall['call'], is: (call: TracedCall) => boolean) =>
    calls.find((one) => one.call === call && is(one))
  const named = (folder: string, end: string) =>
    first('name', ({ path }) => path.startsWith(`${folder}/`) && path.endsWith(`${jobId}${end}`))
  const said = (words: string) => first('write', ({ path, line }) => path !== journal && line.includes(words))
  const journaled = (words: RegExp) => first('write', ({ path, line }) => path === journal && words.test(line))
  // a row holds its job's state close behind its id
  const journaledAs = (state: string) => journaled(new RegExp(`${jobId}.{0,4}${state}`))

  const original = named(`${dataDir}/originals`, '.jpg')
  const sidecar = named(`${dataDir}/originals`, '.json')
  const spooled = named(spool, '.jpg')
  const published = named(shareDir, '.jpg')
  const answered = said(`answered ${jobId}`)
  const saved = journaledAs('saved')
  const partFlushed = between(calls, 'sync', part, lastChange(calls, published), published)

  const whole = (of: TracedCall | undefined, fault: string): Leg => {
    return { fault, after: lastChange(calls, of), call: 'sync', path: of?.from ?? '', before: of }
  }
  const flushed = (path: string, after: Leg['after'], before: Leg['before'], fault: string): Leg => {
    return { fault, after, call: 'sync', path, before }
  }
  const folderOf = (of: TracedCall | undefined) => dirname(of?.path ?? '')
  const legs: Leg[] = [
    whole(original, 'the original is not on disk before it gets its name'),
    flushed(
      folderOf(original),
      original,
      journaled(new RegExp(jobId)),
      'the name of the original is not on disk before the journal tells of it',
    ),
    flushed(journal, journaled(new RegExp(jobId)), answered, 'the job is not on disk before the upload is answered'),
    whole(sidecar, 'the sidecar is not on disk before it gets its name'),
    flushed(
      folderOf(sidecar),
      sidecar,
      answered,
      'the name of the sidecar is not on disk before the upload is answered',
    ),
    whole(spooled, 'the result is not on disk before it enters the spool'),
    flushed(spool, spooled, journaledAs('saving'), 'the spool is not on disk before the journal tells of the result'),
    flushed(
      journal,
      journaled(new RegExp(basename(published?.path ?? '').replaceAll('.', '\\.'))),
      first('write', ({ path }) => path === part),
      'the chosen name is not on disk before the first byte',
    ),
    whole(published, 'the part is not on disk before it is published'),
    {
      ...{ after: partFlushed, call: 'read', path: part, before: published },
      fault: 'the part is not read back before it is published',
    },
    flushed(shareDir, published, saved, 'the name of the picture is not on disk before the journal says saved'),
    flushed(journal, saved, said(`told ${jobId} saved`), 'saved is not on disk before it is told'),
    flushed(
      journal,
      saved,
      first('remove', ({ path }) => path === spooled?.path),
      'saved is not on disk before the spool gives the picture up',
    ),
  ]
  return legs.find(({ call, path, after, before }) => !between(calls, call, path, after, before))?.fault ?? null
}

/** The last write into the file that got a name, or rename of it, before it got that one. */
function lastChange(calls: readonly TracedCall[], naming: TracedCall | undefined): TracedCall | undefined {
  if (!naming) return undefined
  const isChange = ({ call, path, endedAt }: TracedCall) =>
    (call === 'write' || call === 'name') && path === naming.from && endedAt < naming.beganAt
  return calls.filter(isChange).at(-1)
}

/** A call that began when `after` was over, and was over when `before` began. */
function between(
  calls: readonly TracedCall[],
  call: TracedCall['call'],
  path: string,
  after: TracedCall | undefined,
  before: TracedCall | undefined,
): TracedCall | undefined {
  if (!after || !before) return undefined
  return calls.find(
    (one) => one.call === call && one.path === path && one.beganAt > after.endedAt && one.endedAt < before.beganAt,
  )
}
