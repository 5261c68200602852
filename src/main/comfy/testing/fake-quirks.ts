/** What goes wrong on a server, each by its own switch; all may be changed while it runs. */
export interface FakeQuirks {
  /** A finished job is told as running, without history, for this many looks at its history. */
  lateHistoryReads: number
  /** Milliseconds that a delaying proxy keeps each reply. */
  replyDelayMs: number
  /** The reply to POST /prompt comes after the job is finished. */
  replyAfterJob: boolean
  /** So many POST /prompt are taken, and the connection is cut instead of a reply. */
  cutReplies: number
  /** So many POST /prompt are cut before they are taken. */
  cutRequests: number
  /** Paths that are never answered. */
  silentPaths: string[]
  /** Status and text for the next requests of a path: each entry serves one request. */
  failures: { path: string; status: number; text: string }[]
  /** The worker stands still in a job's first node, for ever: its thread is dead. */
  frozenWorker: boolean
  /** Open sockets get nothing any more; new ones do. */
  muteSockets: boolean
  /** Neither open nor new sockets get anything. */
  silentSockets: boolean
  /** The upgrade of a socket is refused. */
  refuseSockets: boolean
  /** So many interrupts are answered 200 and forgotten. */
  lostInterrupts: number
  /** So many jobs end out of memory at their first node that makes pictures. */
  outOfMemory: number
  /** So many results are one single colour. */
  blackResults: number
  /** So many results are the input's own pixels. */
  sameResults: number
  /** So many results are cut short, though their file is there. */
  cutResults: number
  /** The job's socket is cut when a node of this class starts. */
  cutSocketAt: string | null
  /** Frames of no sense between the others: broken JSON, unknown types and codes, foreign ids. */
  garbageFrames: boolean
  /** Every request needs this header. */
  neededHeader: { name: string; value: string } | null
}

export const noQuirks: FakeQuirks = {
  lateHistoryReads: 0,
  replyDelayMs: 0,
  replyAfterJob: false,
  cutReplies: 0,
  cutRequests: 0,
  silentPaths: [],
  failures: [],
  frozenWorker: false,
  muteSockets: false,
  silentSockets: false,
  refuseSockets: false,
  lostInterrupts: 0,
  outOfMemory: 0,
  blackResults: 0,
  sameResults: 0,
  cutResults: 0,
  cutSocketAt: null,
  garbageFrames: false,
  neededHeader: null,
}

/** Uses up one of a counted quirk; whether there was one. */
export function spend(quirks: FakeQuirks, name: CountedQuirk): boolean {
  if (quirks[name] <= 0) return false
  quirks[name]--
  return true
}

type CountedQuirk = {
  [K in keyof FakeQuirks]: FakeQuirks[K] extends number ? K : never
}[Exclude<keyof FakeQuirks, 'replyDelayMs'>]
