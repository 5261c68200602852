import type { Action, Paper } from '../drawing/paper'
import type { PageClock } from '../page-clock'
import { isPng, keyOf, labelOf, withLabel, type PictureLabel } from './png-label'
import { createUnconfirmed, type KeptActions } from './unconfirmed'

/**
 * The room's one picture, as this page has it. The last final picture wins; where two were on their way at once, their
 * labels say which one is the last for everybody, and the page whose strokes are missing in it draws them again on top.
 * So all end with the same bytes, and nobody's stroke is lost.
 */
export interface SharedPicture {
  /** This person changed the paper. */
  did(action: Action): void
  /** The paper as it is becomes the room's picture; sent at once, or when the room is there again. */
  publish(): Promise<void>
  /** Somebody's final picture. */
  receive(bytes: Uint8Array): Promise<void>
  /** The connection stands, and the room's picture, if it has one, has been received. */
  linked(room: { hasPicture: boolean }): Promise<void>
  unlinked(): void
  /** The server is heard: what was sent long before has arrived. */
  heard(): void
  /** Something here is not in the room yet. */
  hasUnsent(): boolean
  /** The final picture as everybody has it, byte for byte; null before the first. */
  bytes(): Uint8Array<ArrayBuffer> | null
  /** What brings this back after a reload; null while there is nothing. */
  kept(): KeptPicture | null
}

/** Of a page that was closed; the paper shows the bytes already. */
export interface KeptPicture {
  bytes: Uint8Array<ArrayBuffer>
  isUnsent: boolean
  actions: KeptActions
}

export interface SharedPictureDeps<Picture> {
  me: string
  clock: PageClock
  paper: Pick<Paper<Picture>, 'replace' | 'again' | 'isBlank'>
  /** A PNG of the paper as it is when this is called. */
  encode(): Promise<Uint8Array>
  /** Null for what cannot be shown. */
  decode(bytes: Uint8Array<ArrayBuffer>): Promise<Picture | null>
  /** False while there is no connection. */
  send(final: Uint8Array<ArrayBuffer>): boolean
  /** 0..1. */
  random(): number
  kept: KeptPicture | null
  onChange(): void
}

interface Current {
  key: string
  label: PictureLabel | null
  bytes: Uint8Array<ArrayBuffer>
  /** Not in the room as far as we know. */
  isUnsent: boolean
}

/** After this time on a living connection what was sent has arrived, and everybody else draws on it. */
export const arrivedAfterMs = 12_000
/** The room's last picture is an older one: whoever has the newest says it again, unless somebody else does. */
export const againAfterMs = 700
const seenLimit = 64

export function createSharedPicture<Picture>(deps: SharedPictureDeps<Picture>): SharedPicture {
  const { me, clock, paper } = deps
  const unconfirmed = createUnconfirmed(me, deps.kept?.actions ?? null)
  let current = deps.kept && pictureFrom(deps.kept.bytes, deps.kept.isUnsent)
  let isDirty = false
  let isLinked = false
  let highestN = current?.label?.n ?? 0
  let seen = current?.label?.seen ?? {}
  let stopAgain = (): void => undefined
  let queue: Promise<void> = Promise.resolve()

  /** One after the other: a picture that is being decoded and one that is being encoded would overtake each other. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    queue = queue.then(work, work)
    return queue
  }

  async function publishNow(): Promise<void> {
    if (!isDirty) return
    // told before the encoder works: what is done meanwhile is not in the picture
    const included = unconfirmed.all()
    isDirty = false
    const raw = await deps.encode()
    const n = ++highestN
    seen = newest({ ...seen, [me]: n })
    const label = { n, by: me, seen }
    current = { key: keyOf(raw, label), label, bytes: withLabel(raw, label), isUnsent: true }
    unconfirmed.included(included, n)
    sendCurrent(current)
  }

  function sendCurrent(picture: Current): void {
    stopAgain()
    picture.isUnsent = !(isLinked && deps.send(picture.bytes))
    if (!picture.isUnsent) unconfirmed.sent(clock.nowMs())
    deps.onChange()
  }

  async function receiveNow(given: Uint8Array): Promise<void> {
    if (!isPng(given)) return
    const arriving = pictureFrom(new Uint8Array(given), false)
    highestN = Math.max(highestN, arriving.label?.n ?? 0)
    const verdict = compare(current, arriving)
    if (verdict === 'same') return hasArrived()
    if (verdict === 'older') return sayAgain()
    if (unconfirmed.isWhole()) return drawOver(arriving)
    const picture = await deps.decode(arriving.bytes)
    if (picture === null) return
    adopt(arriving, picture)
    await publishNow()
  }

  function hasArrived(): void {
    stopAgain()
    if (current !== null) current.isUnsent = false
    deps.onChange()
  }

  /** What was drawn away from the room is too much to be drawn again: it covers what came. */
  async function drawOver(arriving: Current): Promise<void> {
    seen = newest({ ...arriving.label?.seen, ...seen })
    current = arriving
    isDirty = true
    await publishNow()
  }

  function adopt(arriving: Current, picture: Picture): void {
    stopAgain()
    current = arriving
    if (arriving.label !== null) seen = arriving.label.seen
    const missing = unconfirmed.missingIn(arriving.label, clock.nowMs())
    paper.replace(picture)
    for (const action of missing) paper.again(action)
    isDirty = missing.length > 0
    deps.onChange()
  }

  function sayAgain(): void {
    const said = current
    stopAgain()
    stopAgain = clock.after(againAfterMs * (1 + deps.random()), () => {
      if (said !== null && said === current && !isDirty) sendCurrent(said)
    })
  }

  return {
    did(action) {
      isDirty = true
      unconfirmed.did(action)
    },
    publish: () => inTurn(publishNow),
    receive: (bytes) => inTurn(() => receiveNow(bytes)),
    linked: ({ hasPicture }) =>
      inTurn(async () => {
        isLinked = true
        await publishNow()
        if (current !== null && (current.isUnsent || (!hasPicture && !paper.isBlank()))) sendCurrent(current)
      }),
    unlinked() {
      isLinked = false
      stopAgain()
      if (current?.label?.by === me && !unconfirmed.isEmpty()) current.isUnsent = true
      unconfirmed.doubt()
      deps.onChange()
    },
    heard: () => unconfirmed.arrived(clock.nowMs() - arrivedAfterMs),
    hasUnsent: () => isDirty || current?.isUnsent === true,
    bytes: () => current?.bytes ?? null,
    kept: () => current && { bytes: current.bytes, isUnsent: current.isUnsent, actions: unconfirmed.kept() },
  }
}

function pictureFrom(bytes: Uint8Array<ArrayBuffer>, isUnsent: boolean): Current {
  const label = labelOf(bytes)
  return { key: keyOf(bytes, label), label, bytes, isUnsent }
}

/** What an arriving picture is to the one that is here. */
function compare(current: Current | null, arriving: Current): 'same' | 'older' | 'adopt' {
  if (current === null) return 'adopt'
  if (current.key === arriving.key) return 'same'
  const [mine, theirs] = [current.label, arriving.label]
  // other programs say nothing of what they know: the last one wins
  if (mine === null || theirs === null) return 'adopt'
  if ((theirs.seen[mine.by] ?? 0) >= mine.n) return 'adopt'
  if ((mine.seen[theirs.by] ?? 0) >= theirs.n) return 'older'
  // drawn away from the room: the others have long forgotten how to draw theirs again
  if (current.isUnsent) return 'adopt'
  return theirs.n > mine.n || (theirs.n === mine.n && theirs.by > mine.by) ? 'adopt' : 'older'
}

function newest(seen: Record<string, number>): Record<string, number> {
  const entries = Object.entries(seen)
  if (entries.length <= seenLimit) return seen
  return Object.fromEntries(entries.sort(([, a], [, b]) => b - a).slice(0, seenLimit))
}
