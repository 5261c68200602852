/** One call of the system that bears on a file's durability, in the order in which the calls ended. */
export interface TracedCall {
  call: 'write' | 'sync' | 'read' | 'link'
  /** The path, of a link the new one. */
  path: string
  line: string
}

const kinds: Record<string, TracedCall['call']> = {
  write: 'write',
  pwrite64: 'write',
  writev: 'write',
  pwritev: 'write',
  read: 'read',
  pread64: 'read',
  fsync: 'sync',
  fdatasync: 'sync',
  link: 'link',
  linkat: 'link',
}

/** Reads `strace -f -y`: descriptors stand there with their paths; a call cut in two by another thread is joined. */
export function parseTrace(text: string): TracedCall[] {
  const open = new Map<string, string>()
  const calls: TracedCall[] = []
  for (const line of text.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const whole = joined(open, pid, rest)
    const call = whole === null ? null : parseCall(whole)
    if (call) calls.push(call)
  }
  return calls
}

function joined(open: Map<string, string>, pid: string, text: string): string | null {
  if (text.endsWith('<unfinished ...>')) {
    open.set(pid, text.slice(0, -'<unfinished ...>'.length))
    return null
  }
  const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(text) ?? []
  return rest === undefined ? text : `${open.get(pid) ?? ''}${rest}`
}

function parseCall(line: string): TracedCall | null {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? []
  const call = kinds[name]
  if (!call || result.startsWith('-')) return null
  if (call === 'link') return { call, path: [...args.matchAll(/"([^"]*)"/g)].at(-1)?.[1] ?? '', line }
  return { call, path: /^\d+<([^>]*)>/.exec(args)?.[1] ?? '', line }
}

/** What is wrong with the order in which a picture was saved; null when a power cut at any point loses nothing. */
export function faultOfOrder(calls: TracedCall[], share: string): string | null {
  const isJournal = ({ path }: TracedCall) => path.includes('journal.sqlite')
  const isPart = ({ path }: TracedCall) => /\/0a1b2c3d-[^/]*\.part$/.test(path)
  const isFinal = ({ path }: TracedCall) => path.startsWith(`${share}/`) && path.endsWith('.jpg')
  const published = first(calls, 'link', isFinal)
  const announced = first(calls, 'write', ({ line }) => line.includes('announced'))
  if (published > announced || announced === Infinity) return 'nothing was published and then announced'
  const firstByte = first(calls, 'write', isPart)
  const named = last(calls, 'write', isJournal, firstByte)
  if (named < 0 || first(calls, 'sync', isJournal, named) > firstByte)
    return 'the name is not on disk before the first byte'

  const synced = first(calls, 'sync', isPart, last(calls, 'write', isPart, calls.length))
  if (synced > published) return 'the part is not synced before it is published'
  if (first(calls, 'read', isPart, synced) > published) return 'the part is not read back before it is published'

  const inFolder = first(calls, 'sync', ({ path }) => path === share, published)
  const done = first(calls, 'write', isJournal, published)
  if (inFolder > done) return 'the folder is not synced before the journal says saved'
  const doneSync = first(calls, 'sync', isJournal, last(calls, 'write', isJournal, announced))
  return doneSync > announced ? 'the journal is not synced before the announcement' : null
}

/** Infinity where there is none. */
function first(calls: TracedCall[], kind: TracedCall['call'], which: (call: TracedCall) => boolean, from = 0): number {
  const index = calls.findIndex((call, place) => place >= from && call.call === kind && which(call))
  return index < 0 ? Infinity : index
}

/** -1 where there is none. */
function last(
  calls: TracedCall[],
  kind: TracedCall['call'],
  which: (call: TracedCall) => boolean,
  before: number,
): number {
  let found = -1
  calls.slice(0, before).forEach((call, place) => {
    if (call.call === kind && which(call)) found = place
  })
  return found
}
