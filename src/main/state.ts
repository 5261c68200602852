import { randomUUID } from 'node:crypto'
import {
  clientMessage,
  type AppState,
  type ClientMessage,
  type PatchEntry,
  type Role,
  type ServerMessage,
} from '../contract/app-state'
import { noCanvas } from '../contract/canvas'
import { errorFactsOf } from '../contract/errors'
import { boothEvent, type BoothEvent } from '../contract/event'
import { guestSettings, noGuests } from '../contract/guests'
import type { JobView } from '../contract/job'
import { activeEventOf } from '../contract/settings'
import { noTouchdesigner, touchdesignerSettings } from '../contract/touchdesigner'
import type { Caller, Dispatch } from './dispatch'
import { byIdentity } from './lib/by-identity'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'

/** A window or browser that mirrors the state. */
export interface Viewer {
  role: Role
  /** Where a named token opened it. */
  tokenId?: string | null
  /** One of the desktop app's own. */
  isWindow?: boolean
  send(message: ServerMessage): void
  /** Bytes not yet taken by the peer; above 1 MB patches are held back and a snapshot follows. */
  unsentBytes(): number
}

export interface Connection {
  clientId: string
  /** A parsed-or-not message from the peer (any JSON value); never throws, answers by `send`. */
  receive(message: unknown): void
  close(): void
}

/** What consoles see: a snapshot on connect, then patches with `seq`; a reply comes after what its command changed. */
export interface Hub {
  connect(viewer: Viewer): Connection
}

/** The hub as the core holds it; transports need only `connect`. */
export interface CoreHub extends Hub {
  /** Something in the state changed; viewers hear of it together with what else changes in the same moment. */
  changed(): void
  /** To one client alone; nothing happens when it is gone. */
  tell(clientId: string, message: ServerMessage): void
  onDisconnect(listen: (clientId: string) => void): void
  close(): void
}

/** Changes within this time travel as one patch, milliseconds: a third of what the eye takes for one moment. */
const gatherMs = 33
const unsentLimitBytes = 1_000_000
/** How soon a peer that takes nothing is looked at again when nothing else changes, milliseconds. */
const catchUpMs = 1000

interface Peer {
  viewer: Viewer
  /** What the peer holds, by entry, as JSON; empty while it waits for a snapshot. */
  known: Map<string, string>
  behind: boolean
  /** Counts this peer's messages, so that it notices a gap. */
  seq: number
  /** The count of changes at its last reply: what came before, it has heard. */
  heard: number
}

type Reply = Extract<ServerMessage, { type: 'reply' }>
type Asked = Extract<ClientMessage, { type: 'command' }>

export function createHub(deps: { clock: Clock; log: Log; state: () => AppState; dispatch: () => Dispatch }): CoreHub {
  const { clock, log, state, dispatch } = deps
  const peers = new Map<string, Peer>()
  const leaveListeners: ((clientId: string) => void)[] = []
  let stopTimer: (() => void) | null = null
  let stopCatchUp: (() => void) | null = null
  let changes = 0
  let closed = false

  function snapshot(clientId: string, peer: Peer): void {
    const shown = stateFor(peer.viewer.role, state())
    peer.known = entriesOf(shown)
    peer.behind = false
    peer.seq++
    peer.viewer.send({
      type: 'snapshot',
      seq: peer.seq,
      nowMs: clock.nowMs(),
      clientId,
      role: peer.viewer.role,
      state: shown,
    })
  }

  function publish(): void {
    stopTimer = null
    if (peers.size === 0) return
    const whole = state()
    const byRole = new Map<Role, { shown: AppState; entries: Map<string, string> }>()
    for (const [clientId, peer] of peers) {
      const { role } = peer.viewer
      if (!byRole.has(role)) {
        const shown = stateFor(role, whole)
        byRole.set(role, { shown, entries: entriesOf(shown) })
      }
      update(clientId, peer, byRole.get(role)!)
    }
    // who was left behind by the last change of the evening must not show it for ever
    if ([...peers.values()].some((peer) => peer.behind)) lookAgainLater()
  }

  function lookAgainLater(): void {
    stopCatchUp ??= clock.after(catchUpMs, () => {
      stopCatchUp = null
      changed()
    })
  }

  function changed(): void {
    changes++
    if (!closed) stopTimer ??= clock.after(gatherMs, publish)
  }

  /** Before the reply to a command: who asked finds there what came of it. The others hear of it gathered, as ever. */
  function tellAhead(clientId: string): void {
    const peer = peers.get(clientId)
    if (!peer || stopTimer === null || peer.heard === changes) return
    peer.heard = changes
    const shown = stateFor(peer.viewer.role, state())
    update(clientId, peer, { shown, entries: entriesOf(shown) })
  }

  function update(clientId: string, peer: Peer, now: { shown: AppState; entries: Map<string, string> }): void {
    if (peer.viewer.unsentBytes() > unsentLimitBytes) {
      peer.behind = true
      return
    }
    if (peer.behind) return snapshot(clientId, peer)
    const entries = differences(peer.known, now.entries)
    if (entries.length === 0) return
    peer.known = now.entries
    peer.seq++
    peer.viewer.send({ type: 'patch', seq: peer.seq, nowMs: clock.nowMs(), entries })
  }

  function receive(clientId: string, message: unknown): void {
    const peer = peers.get(clientId)
    if (!peer) return
    const parsed = clientMessage.safeParse(message)
    if (!parsed.success) {
      const id = numberIn(message)
      const error = {
        code: 'invalid_input' as const,
        message: 'This message is not understood.',
        hint: 'See docs/protocols.md.',
      }
      return peer.viewer.send({ type: 'reply', id, ok: false, error })
    }
    if (parsed.data.type === 'resync') return snapshot(clientId, peer)
    void answer(clientId, peer.viewer, parsed.data)
  }

  async function answer(clientId: string, viewer: Viewer, asked: Asked): Promise<void> {
    const { role, tokenId = null, isWindow = false } = viewer
    const reply = await replyTo({ role, clientId, tokenId, isWindow }, asked)
    if (reply.ok) tellAhead(clientId)
    viewer.send(reply)
  }

  async function replyTo(caller: Caller, { id, name, input }: Asked): Promise<Reply> {
    try {
      return { type: 'reply', id, ok: true, output: await dispatch()(caller, name, input) }
    } catch (error) {
      const facts = errorFactsOf(error)
      if (facts.code === 'internal') log.error('a command failed', { name, message: facts.message })
      return { type: 'reply', id, ok: false, error: facts }
    }
  }

  return {
    connect(viewer) {
      const clientId = randomUUID()
      const peer: Peer = { viewer, known: new Map(), behind: false, seq: 0, heard: 0 }
      peers.set(clientId, peer)
      snapshot(clientId, peer)
      return {
        clientId,
        receive: (message) => receive(clientId, message),
        close() {
          if (peers.delete(clientId)) leaveListeners.forEach((listen) => listen(clientId))
        },
      }
    },
    changed,
    tell: (clientId, message) => peers.get(clientId)?.viewer.send(message),
    onDisconnect: (listen) => void leaveListeners.push(listen),
    close() {
      closed = true
      stopTimer?.()
      stopCatchUp?.()
      peers.clear()
    },
  }
}

/** Records whose entries travel one by one. */
const records = ['jobs', 'captures'] as const

/** Of hundreds of jobs and captures one or two are others than before: a changed one is a new object. */
const jsonOf = byIdentity((entry: object) => JSON.stringify(entry))

/** Pure: the state as flat entries, `key` or `key/id`, each as JSON. */
export function entriesOf(state: AppState): Map<string, string> {
  const entries = new Map<string, string>()
  for (const [key, value] of Object.entries(state)) {
    if (!(records as readonly string[]).includes(key)) {
      entries.set(key, JSON.stringify(value))
      continue
    }
    for (const [id, entry] of Object.entries(value as Record<string, object>)) {
      entries.set(`${key}/${id}`, jsonOf(entry))
    }
  }
  return entries
}

/** Pure: what turns `before` into `after`. */
export function differences(before: Map<string, string>, after: Map<string, string>): PatchEntry[] {
  const changes: PatchEntry[] = []
  for (const [path, json] of after) {
    if (before.get(path) !== json) changes.push({ path: path.split('/'), value: JSON.parse(json) as unknown })
  }
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path: path.split('/') })
  return changes
}

/** Pure: the kiosk and tablets see what guests may see: no folders, no causes, no addresses of machines. */
export function stateFor(role: Role, state: AppState): AppState {
  if (role === 'console' || role === 'program') return state
  const { hasLinks, hasWifi, shownJobId, wishes } = state.guests
  const isShown = ([id]: [string, unknown]) => wishes[id] === undefined
  const jobs = Object.entries(state.jobs)
    .filter(isShown)
    .map(([id, job]) => [id, guestsJob(job)])
  return {
    ...state,
    app: { ...state.app, consoleUrl: null, lanUrls: [], dataDir: '' },
    settings: {
      ...state.settings,
      events: [guestsEvent(activeEventOf(state.settings))],
      share: { ...state.settings.share, dir: null },
      server: { ...state.settings.server, allowedHosts: [], allowedOrigins: [], tls: null },
      broker: { ...state.settings.broker, admitted: [] },
      tablet: { ...state.settings.tablet, pageDir: null, admitted: [] },
      comfyui: { ...state.settings.comfyui, servers: [] },
      touchdesigner: touchdesignerSettings.parse({}),
      canvas: { ...state.settings.canvas, admitted: [] },
      stages: [],
      guests: guestSettings.parse({}),
    },
    guests: { ...noGuests, hasLinks, hasWifi, shownJobId },
    captures: Object.fromEntries(Object.entries(state.captures).filter(isShown)),
    servers: [],
    warmUp: null,
    backends: state.backends.map((backend) => ({ ...backend, reason: null })),
    canvas: noCanvas,
    touchdesigner: { ...noTouchdesigner, previewRuns: state.touchdesigner.previewRuns },
    share: { ...state.share, dir: '', reason: null },
    brokenStyles: [],
    notices: [],
    jobs: Object.fromEntries(jobs) as AppState['jobs'],
  }
}

const guestsJob = byIdentity(({ server: _, ...job }: JobView): JobView => {
  return { ...job, error: job.error && guestError, fileName: null }
})

/** What guests need of their event. */
function guestsEvent({ id, name, styles, style, language, consent }: BoothEvent): BoothEvent {
  return boothEvent.parse({ id, name, styles, style, language, consent })
}

const guestError = { code: 'internal' as const, message: 'One moment, please.', hint: '' }

function numberIn(message: unknown): number {
  const id = (message as { id?: unknown } | null)?.id
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : -1
}
