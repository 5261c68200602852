import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CanvasJobFacts, CanvasRoomFacts, FromCanvasRooms } from '../../../contract/canvas-protocol'
import type { ErrorFacts } from '../../../contract/errors'
import type { Language } from '../../../contract/event'
import { createDismissedJobs } from './dismissed-jobs'
import type { Ink } from './drawing/brush'
import { createEasel, type EaselSheets } from './drawing/easel'
import type { PageClock } from './page-clock'
import { createKeptDrawings } from './room/kept-drawing'
import { createOthersDrawing } from './room/others-drawing'
import { createRoomSocket, type Link } from './room/room-socket'
import { createSending } from './room/sending'
import { createSharedPicture } from './room/shared-picture'
import { createSharedPrompt } from './room/shared-prompt'

/** What stands around the sheet. */
export interface SessionState {
  link: Link
  facts: CanvasRoomFacts | null
  prompt: string
  canUndo: boolean
  canRedo: boolean
  isBlank: boolean
  /** Something drawn here is not in the room yet. */
  hasUnsent: boolean
  othersDraw: boolean
  /** Asked for, and not answered yet. */
  isAsking: boolean
  /** Of the drawing that was used last from this page. */
  job: CanvasJobFacts | null
  refusal: ErrorFacts | null
}

/** One page in one room, from the first stroke to the picture that is made of it. */
export interface Session {
  state: StoreApi<SessionState>
  undo(): void
  redo(): void
  clear(): void
  typePrompt(text: string): void
  /**
   * Makes a picture of the drawing; the answer comes as `job` or `refusal`. `agreedIn`: the language of the text that the guest
   * agreed to; null where nobody was asked.
   */
  use(agreedIn: Language | null): Promise<void>
  dismissJob(): void
  reconnect(): void
  /** The drawing as everybody in the room has it from now on; null before the first stroke. */
  png(): Promise<Uint8Array<ArrayBuffer> | null>
  close(): void
}

export interface SessionDeps {
  room: string
  pageId: string
  socketUrl: string
  sheets: EaselSheets
  ink: () => Ink
  clock: PageClock
  mayEnter: () => Promise<boolean>
}

export const firstState: SessionState = {
  link: { state: 'connecting' },
  facts: null,
  prompt: '',
  canUndo: false,
  canRedo: false,
  isBlank: true,
  hasUnsent: false,
  othersDraw: false,
  isAsking: false,
  job: null,
  refusal: null,
}

/** Brings the kept drawing back first, so that what the room has meets what was drawn away from it. */
export async function openSession(deps: SessionDeps): Promise<Session> {
  const { room, pageId, clock } = deps
  const state = createStore<SessionState>(() => firstState)
  const dismissed = createDismissedJobs(sessionStorage)
  const keptDrawings = createKeptDrawings(() => Date.now())
  const kept = await keptDrawings.load(room)

  const easel = createEasel(deps.sheets, deps.ink, {
    began: () => sending.began(),
    changed: () => sending.changed(),
    ended(stillDrawing) {
      sending.ended(stillDrawing)
      showHistory()
    },
    did: (action) => picture.did(action),
  })
  const { paper } = easel
  const keptBitmap = kept && (await decoded(kept.bytes))
  if (keptBitmap !== null) paper.replace(keptBitmap)

  const socket = createRoomSocket({
    url: deps.socketUrl,
    room,
    id: () => pageId,
    clock,
    random: Math.random,
    createSocket: (url) => new WebSocket(url),
    mayEnter: deps.mayEnter,
    onLink: follow,
    onFacts: receiveFacts,
    onRelayed(message) {
      if (message.type === 'draw') others.draw(message.payload)
      else if (message.type === 'state') others.says(message.payload === 'drawing:start')
      else prompt.receive(message.payload)
    },
    onFinal: (bytes) => void receiveFinal(bytes),
  })
  const picture = createSharedPicture({
    me: pageId,
    clock,
    paper,
    encode: () => easel.encode(),
    decode: decoded,
    send(final) {
      const isSent = socket.sendFinal(final)
      if (isSent) sending.finalSeen()
      return isSent
    },
    random: Math.random,
    kept: keptBitmap === null || kept === null ? null : withActionsOf(pageId, kept),
    onChange: changed,
  })
  const prompt = createSharedPrompt({
    clock,
    kept: kept?.prompt ?? '',
    say: (text) => socket.say({ type: 'proc', payload: text }),
    onChange(text) {
      state.setState({ prompt: text })
      keep()
    },
  })
  const sending = createSending({
    clock,
    isOpen: () => socket.isOpen(),
    unsentBytes: () => socket.unsentBytes(),
    live: () => easel.liveDataUrl(),
    say: (message) => socket.say(message),
    publish: () => picture.publish(),
  })
  const others = createOthersDrawing({
    clock,
    decode: decoded,
    show: (bitmap) => easel.showOthers(bitmap),
    hide: () => easel.hideOthers(),
    final: (bytes) => void receiveFinal(bytes),
    onChange: (othersDraw) => state.setState({ othersDraw }),
  })

  async function receiveFinal(bytes: Uint8Array) {
    sending.finalSeen()
    await picture.receive(bytes)
    others.ended()
  }

  function receiveFacts(message: FromCanvasRooms) {
    picture.heard()
    if (message.type === 'room') state.setState({ facts: message.payload })
    if (message.type === 'job' && !dismissed.has(message.payload))
      state.setState({ job: message.payload, isAsking: false, refusal: null })
    if (message.type === 'refused') refused(message.payload)
  }

  function refused({ of, error }: Extract<FromCanvasRooms, { type: 'refused' }>['payload']) {
    // of everything else the room has said no to, a guest need not know
    if (of === 'use') state.setState({ refusal: error, isAsking: false })
    else console.warn(`The room did not take a ${of}: ${error.message}`)
  }

  function follow(link: Link) {
    const wasUp = state.getState().link.state === 'up'
    state.setState({ link })
    if (link.state === 'up') {
      const hasPicture = state.getState().facts?.hasPicture ?? false
      void picture.linked({ hasPicture })
      prompt.linked()
    } else if (wasUp) {
      picture.unlinked()
      prompt.unlinked()
      others.ended()
      state.setState({ isAsking: false })
    }
    if (link.state === 'over' && link.why === 'closed') void keptDrawings.forget(room)
  }

  function showHistory() {
    state.setState({
      canUndo: paper.canUndo(),
      canRedo: paper.canRedo(),
      isBlank: paper.isBlank(),
      hasUnsent: picture.hasUnsent(),
    })
  }

  function changed() {
    showHistory()
    keep()
  }

  function keep() {
    const now = picture.kept()
    if (now === null) return
    keptDrawings.save(room, { ...now, pageId, prompt: prompt.text(), savedAtMs: Date.now() })
  }

  function step(action: ReturnType<typeof paper.undo>) {
    if (action === null) return
    picture.did(action)
    sending.stepped()
    showHistory()
  }

  state.setState({ prompt: prompt.text() })
  showHistory()
  socket.connect()

  return {
    state,
    undo: () => step(paper.undo()),
    redo: () => step(paper.redo()),
    clear: () => step(paper.clear()),
    typePrompt: (text) => prompt.type(text),
    async use(agreedIn) {
      state.setState({ isAsking: true, refusal: null, job: null })
      easel.endAll()
      await picture.publish()
      prompt.flush()
      const words = prompt.text().trim()
      const agreed = agreedIn !== null && { consent: true, consentLanguage: agreedIn }
      const payload = { ...(words !== '' && { prompt: words }), ...agreed }
      if (!socket.say({ type: 'use', payload })) state.setState({ isAsking: false })
    },
    dismissJob() {
      const { job } = state.getState()
      if (job !== null) dismissed.add(job)
      state.setState({ job: null, refusal: null })
    },
    reconnect: () => socket.connect(),
    async png() {
      await picture.publish()
      return picture.bytes()
    },
    close() {
      sending.close()
      others.close()
      easel.close()
      socket.close()
    },
  }
}

/** Strokes that another page has not sent are not this one's to draw again. */
function withActionsOf(
  pageId: string,
  kept: NonNullable<Awaited<ReturnType<ReturnType<typeof createKeptDrawings>['load']>>>,
) {
  return kept.pageId === pageId ? kept : { ...kept, actions: { entries: [], isWhole: false } }
}

/** Null for what this browser cannot show. */
async function decoded(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(new Blob([bytes]))
  } catch (error) {
    console.warn('A picture of the room cannot be shown.', error)
    return null
  }
}
