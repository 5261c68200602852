import { addresses } from '../contract/addresses'
import type { CanvasView } from '../contract/canvas'
import type { CanvasJobFacts } from '../contract/canvas-protocol'
import type { CommandArgs, CommandOutput } from '../contract/commands'
import { asksConsent } from '../contract/event'
import { AppError, type ErrorFacts } from '../contract/errors'
import { activeEventOf } from '../contract/settings'
import type { Backend } from './backends/backend'
import { createCanvas, type BoothFacts } from './canvas/canvas-door'
import type { CanvasClient } from './canvas/canvas-client'
import { createDrawings } from './canvas/drawings'
import { createIsGivenRoom, createIsTokenBraked } from './canvas/given-rooms'
import { createGuessBrake } from './canvas/guess-brake'
import { createRoomCodes } from './canvas/room-codes'
import type { Room } from './canvas/room'
import { createRooms } from './canvas/rooms'
import { createThumbs } from './canvas/thumbs'
import { qrSvg } from './guests/qr'
import type { CanvasPictures } from './http/canvas-routes'
import type { ServerDeps } from './http/server'
import type { Images } from './images/images'
import type { DataFolder } from './jobs/data-folder'
import type { JobBoard } from './jobs/job-board'
import type { Journal } from './jobs/journal'
import type { Queue } from './jobs/queue'
import type { Handlers } from './dispatch'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { SettingsStore } from './settings/settings-store'
import type { Styles } from './styles/styles'

/** The style that is made for drawings; an event's own where nothing can make it. */
export const scribbleStyle = 'from-a-drawing'

export interface OpenedCanvas {
  /** For the port. */
  door: Pick<ServerDeps, 'canvas'> & { canvasAdmitted: () => readonly string[] }
  pictures: CanvasPictures
  view(): CanvasView
  openRoom(): CommandOutput<'canvas.openRoom'>
  closeRoom(name: string): void
  use(args: CommandArgs<'canvas.use'>): Promise<CommandOutput<'canvas.use'>>
  /** A job's pictures were erased. */
  erased(jobId: string): void
  onChange(listen: () => void): void
  close(): void
}

/** The drawing rooms with all they rest on. */
export function openCanvas(deps: {
  settings: SettingsStore
  journal: Pick<Journal, 'remembered' | 'remember'>
  board: JobBoard
  images: Images
  styles: Styles
  folder: DataFolder
  backends: readonly Backend[]
  queue: Queue
  isTdToken: (token: string) => boolean
  /** Where others on the network reach the console; empty while it is not open to them. */
  lanUrls: () => readonly string[]
  clock: Clock
  log: Log
}): OpenedCanvas {
  const { settings, journal, board, styles, folder, clock, log } = deps
  const memory = { get: journal.remembered, set: journal.remember }
  const codes = createRoomCodes({ memory, nowMs: clock.nowMs })
  const rooms = createRooms({ codes, clock, thumbUrl: addresses.canvasThumb })
  const guesses = createGuessBrake(clock)
  const isGiven = createIsGivenRoom(codes, guesses)
  const isToken = createIsTokenBraked(deps.isTdToken, guesses)
  const event = () => activeEventOf(settings.get())
  const drawings = createDrawings({
    incomingDir: folder.incoming,
    upload: (input) => deps.queue.upload(input),
    event,
    guestsMayUse: () => settings.get().canvas.guestsUse,
    scribbleStyle: styleForDrawings,
    clock,
  })
  const canvas = createCanvas({
    ...{ rooms, clock, log, isGiven, isToken, boothFacts, jobFacts },
    async use(client, asked) {
      const { jobId } = await drawings.use(roomOf(client.room), asked, client.isGuest ? 'guest' : 'operator')
      return jobId
    },
  })

  function styleForDrawings(): string | null {
    const style = styles.all().find(({ name }) => name === scribbleStyle)
    const backend = style && deps.backends.find(({ name }) => name === style.backend)
    return backend && backend.slots() > 0 ? scribbleStyle : null
  }

  function roomOf(name: string): Room {
    const room = rooms.find(name)
    if (room) return room
    throw new AppError('room_unknown', `There is no room ${name}.`, 'Look at the rooms that are open.', {
      params: { room: name },
    })
  }

  function boothFacts(client: CanvasClient): BoothFacts {
    const { consent, language } = event()
    const isAsked = client.isGuest && asksConsent(event())
    return { joinUrl: joinUrl(client.room), blocked: blockedFor(client), consent: isAsked ? consent : null, language }
  }

  function blockedFor({ isGuest }: CanvasClient): ErrorFacts | null {
    return isGuest && !settings.get().canvas.guestsUse ? drawings.operatorsAlone : deps.queue.refusal()
  }

  /** A room whose code was not given out opens to nobody from beyond. */
  function joinUrl(room: string): string | null {
    const [base] = deps.lanUrls()
    return base !== undefined && codes.has(room) ? `${base}${addresses.canvas}?room=${room}` : null
  }

  function jobFacts(jobId: string): CanvasJobFacts | null {
    const job = board.get(jobId)
    if (!job) return null
    const { number, state, progress, position, etaMs } = board.view(job)
    return { jobId, number, state, progress, position, etaMs }
  }

  board.onChange(canvas.jobChanged)
  settings.onChange(canvas.changed)
  deps.queue.onChange(canvas.changed)

  return {
    door: { canvas: { accept: canvas.accept, isGiven }, canvasAdmitted: () => settings.get().canvas.admitted },
    pictures: {
      thumb: createThumbs({ rooms, images: deps.images, dir: folder.incoming, log }),
      joinQr(room) {
        const url = joinUrl(room)
        return url === null ? null : qrSvg(url)
      },
    },
    view: () => ({ rooms: rooms.views(), total: rooms.total() }),
    openRoom() {
      const room = rooms.open()
      return { room, urls: deps.lanUrls().map((base) => `${base}${addresses.canvas}?room=${room}`) }
    },
    closeRoom: rooms.close,
    use: ({ room, ...asked }) => drawings.use(roomOf(room), asked, 'operator'),
    erased(jobId) {
      const drawing = drawings.of(jobId)
      if (drawing) rooms.forgetDrawing(drawing.room, drawing.sha256)
    },
    onChange: rooms.onChange,
    close: canvas.close,
  }
}

type CanvasCommand = 'canvas.openRoom' | 'canvas.closeRoom' | 'canvas.use'

export function createCanvasHandlers(canvas: OpenedCanvas): Pick<Handlers, CanvasCommand> {
  return {
    'canvas.openRoom': () => canvas.openRoom(),
    'canvas.closeRoom': ({ room }) => {
      canvas.closeRoom(room)
      return {}
    },
    'canvas.use': (args) => canvas.use(args),
  }
}
