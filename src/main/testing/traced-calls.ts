/** One call of the system that bears on a file's durability. */
export interface TracedCall {
  /** `name`: by rename or link. */
  call: 'write' | 'sync' | 'read' | 'name' | 'remove'
  /** Of `name` the new path. */
  path: string
  /** Of `name` the path before; else empty. */
  from: string
  /** Lines of the trace: between the two other threads may have called. */
  beganAt: number
  endedAt: number
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
  link: 'name',
  linkat: 'name',
  rename: 'name',
  renameat: 'name',
  renameat2: 'name',
  unlink: 'remove',
  unlinkat: 'remove',
}

/** For `strace -e trace=`; where a processor has no call of a name, that is no error. */
export const tracedNames = Object.keys(kinds)
  .map((name) => `?${name}`)
  .join(',')

/** Reads `strace -f -y`: descriptors stand there with their paths; a call cut in two by another thread is joined. Failed ones are left out. */
export function parseTrace(text: string): TracedCall[] {
  const open = new Map<string, { begun: string; beganAt: number }>()
  const calls: TracedCall[] = []
  for (const [endedAt, line] of text.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (rest.endsWith(unfinished)) {
      open.set(thread, { begun: rest.slice(0, -unfinished.length), beganAt: endedAt })
      continue
    }
    const [, resumed] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? []
    const { begun, beganAt } = (resumed !== undefined && open.get(thread)) || { begun: '', beganAt: endedAt }
    const call = parseCall(begun + (resumed ?? rest))
    if (call) calls.push({ ...call, beganAt, endedAt })
  }
  return calls
}

const unfinished = '<unfinished ...>'

function parseCall(line: string): Omit<TracedCall, 'beganAt' | 'endedAt'> | null {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? []
  const call = kinds[name]
  if (!call || result.startsWith('-')) return null
  if (call !== 'name' && call !== 'remove') {
    return { call, path: /^\d+<([^>]*)>/.exec(args)?.[1] ?? '', from: '', line }
  }
  const paths = [...args.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path)
  return { call, path: paths.at(-1) ?? '', from: call === 'name' ? (paths[0] ?? '') : '', line }
}
