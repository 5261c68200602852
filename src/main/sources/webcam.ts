import { randomBytes } from 'node:crypto'
import type { CameraStatus, CameraView, Role, ServerMessage } from '../../contract/app-state'
import type { CommandArgs } from '../../contract/commands'
import { AppError, type ErrorCode, type ErrorFacts } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { afterLastLook } from '../lib/last-look'
import type { Source, TakenPicture, TakeRequest } from './source'

/** The camera of a console or kiosk window: one owner at a time holds the lease and is asked to shoot. */
export interface Webcam extends Source {
  /** A window tells what its camera is like; answers whether it holds the lease now. */
  report(client: { id: string; role: Role }, report: CommandArgs<'camera.report'>): boolean
  /** Throws `not_possible_now` when nobody waits for the picture, `not_allowed` from anybody but the window that was asked. */
  admit(shot: { jobId: string; ticket: string }): void
  /** The owner's JPEG has arrived as a file, which is taken over. Throws as `admit` does. */
  deliver(shot: { jobId: string; ticket: string; path: string; shutterMissMs: number }): void
  /** From a window: without effect unless it is the one that was asked for this picture. */
  failed(clientId: string | null, jobId: string, reason: CommandArgs<'camera.shotFailed'>['reason']): void
  /** A window is gone: its lease passes on, and a picture it owed fails by name. */
  disconnect(clientId: string): void
  /** The machine was asleep: all windows open their cameras anew. */
  reopen(): void
  view(): CameraView
  onChange(listen: () => void): void
}

interface Candidate {
  id: string
  role: Role
  report: CommandArgs<'camera.report'>
}

interface Awaited {
  ownerId: string
  /** Told to the owner alone: a job's id is known to everybody who looks on. */
  ticket: string
  resolve(picture: TakenPicture): void
  reject(error: AppError): void
}

export function createWebcam(deps: {
  clock: Clock
  preferredRole: () => 'console' | 'kiosk'
  /** How long after zero the owner has to deliver, milliseconds. */
  deliveryMs: () => number
  tell: (clientId: string, message: ServerMessage) => void
}): Webcam {
  const { clock, preferredRole, deliveryMs, tell } = deps
  const candidates = new Map<string, Candidate>()
  const awaited = new Map<string, Awaited>()
  const listeners: (() => void)[] = []
  let ownerId: string | null = null
  let reopenings = 0

  function owner(): Candidate | null {
    return ownerId === null ? null : (candidates.get(ownerId) ?? null)
  }

  function choose(): void {
    const held = owner()
    if (held && awaited.size > 0) return
    const ranked = [...candidates.values()].sort((a, b) => rank(b) - rank(a))
    ownerId = ranked[0]?.id ?? null
    listeners.forEach((listen) => listen())
  }

  /** A camera that works comes first, then the window that the settings name, then whoever holds the lease. */
  function rank({ id, role, report }: Candidate): number {
    const works = report.status === 'ready' ? 4 : 0
    return works + (role === preferredRole() ? 2 : 0) + (id === ownerId ? 1 : 0)
  }

  function take({ jobId, remainingMs, signal }: TakeRequest): Promise<TakenPicture> {
    const reason = blocked()
    if (reason || !ownerId) return Promise.reject(asError(reason ?? problemOf('none')))
    const asked = ownerId
    const ticket = randomBytes(16).toString('base64url')
    return new Promise((resolve, reject) => {
      const settle = () => {
        stopTimer()
        awaited.delete(jobId)
        signal.removeEventListener('abort', onAbort)
        choose()
      }
      const onAbort = () => {
        settle()
        reject(signal.reason as Error)
      }
      const giveUp = () => {
        settle()
        reject(asError(silent))
      }
      const stopTimer = afterLastLook(clock, Math.max(0, remainingMs) + deliveryMs(), giveUp)
      signal.addEventListener('abort', onAbort)
      awaited.set(jobId, {
        ownerId: asked,
        ticket,
        resolve: (picture) => (settle(), resolve(picture)),
        reject: (error) => (settle(), reject(error)),
      })
      tell(asked, { type: 'shoot', jobId, ticket, remainingMs, nowMs: clock.nowMs() })
    })
  }

  function blocked(): ErrorFacts | null {
    const status = owner()?.report.status ?? 'none'
    return status === 'ready' ? null : problemOf(status)
  }

  function askedFor({ jobId, ticket }: { jobId: string; ticket: string }): Awaited {
    const waiting = awaited.get(jobId)
    if (!waiting) throw new AppError('not_possible_now', 'Nobody waits for this picture.', 'It came too late.')
    if (waiting.ticket === ticket) return waiting
    const hint = 'Only the window that holds the camera may send its picture.'
    throw new AppError('not_allowed', 'This picture was asked of another window.', hint)
  }

  return {
    name: 'webcam',
    // enough for the message to reach a busy window before zero
    leadMs: 300,
    blocked,
    take,
    report(client, report) {
      candidates.set(client.id, { ...client, report })
      choose()
      return ownerId === client.id
    },
    admit: (shot) => void askedFor(shot),
    deliver: ({ path, shutterMissMs, ...shot }) => askedFor(shot).resolve({ path, shutterMissMs }),
    failed(clientId, jobId, reason) {
      const waiting = awaited.get(jobId)
      if (waiting?.ownerId === clientId) waiting.reject(asError(reason === 'error' ? silent : problemOf(reason)))
    },
    disconnect(clientId) {
      candidates.delete(clientId)
      const owed = [...awaited.values()].filter((waiting) => waiting.ownerId === clientId)
      owed.forEach((waiting) => waiting.reject(asError(problemOf('lost'))))
      choose()
    },
    reopen() {
      reopenings++
      listeners.forEach((listen) => listen())
    },
    view() {
      const held = owner()
      if (!held) return { ...noCamera, devices: [], reopenings }
      return { ownerId: held.id, ownerRole: held.role, ...held.report, reopenings }
    },
    onChange: (listen) => void listeners.push(listen),
  }
}

const noCamera = { status: 'none', ownerId: null, ownerRole: null, label: '', widthPx: 0, heightPx: 0 } as const

const silent: ErrorFacts = {
  code: 'camera_silent',
  message: 'The camera did not deliver the picture in time.',
  hint: 'Press again. If it happens again, plug the camera in anew; for a slow computer set camera.deliverySec higher.',
}

const problems: Record<Exclude<CameraStatus, 'ready'>, [ErrorCode, string, string]> = {
  none: ['no_camera', 'No camera is connected.', 'Plug a camera in, or open the console on the computer that has one.'],
  starting: ['no_camera', 'The camera is starting.', 'Wait a moment.'],
  denied: [
    'camera_denied',
    'The camera may not be used.',
    'Allow the camera in the settings of the system or browser.',
  ],
  'in-use': ['camera_busy', 'Another program uses the camera.', 'Close the other program, then press again.'],
  lost: ['camera_lost', 'The camera was unplugged.', 'Plug it in again; it is found by its name.'],
}

function problemOf(status: CameraStatus): ErrorFacts {
  const [code, message, hint] = problems[status === 'ready' ? 'none' : status]
  return { code, message, hint }
}

function asError({ code, message, hint }: ErrorFacts): AppError {
  return new AppError(code, message, hint)
}
