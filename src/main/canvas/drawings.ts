import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PressOutput } from '../../contract/commands'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import { asksConsent, type BoothEvent, type Language } from '../../contract/event'
import type { Clock } from '../lib/clock'
import { sha256OfBytes } from '../lib/files'
import type { Queue } from '../jobs/queue'
import type { Room } from './room'

/** What a drawing is used for; what is not named follows from the room and the event. */
export interface UseOfDrawing {
  prompt?: string | undefined
  style?: string | undefined
  seed?: number | undefined
  consent?: boolean | undefined
  /** In which the guest read what they agreed to. */
  consentLanguage?: Language | undefined
}

export interface UsedDrawing {
  room: string
  /** Of the picture's bytes. */
  sha256: string
}

/** "Use this drawing": makes a job of what a room shows. */
export interface Drawings {
  /** Throws `drawing_missing`, `consent_missing`, `too_busy`, `not_allowed`, `disk_low`, and what an upload throws. */
  use(room: Room, asked: UseOfDrawing, by: 'operator' | 'guest'): Promise<PressOutput>
  /** The drawing that a job was made of, as the room had it; null for others, and since a restart. */
  of(jobId: string): UsedDrawing | null
  /** What guests hear where the operator keeps this to himself. */
  readonly operatorsAlone: ErrorFacts
}

/** A table of guests that presses again and again gets its pictures, and the others theirs. */
const guestsWindowMs = 60_000
const guestsLimit = 6
/** What a job's words may have. */
const promptLetters = 4000
/** Of which the drawing is known: as many as there can be rooms that still show one. */
const rememberedJobs = 1000

export function createDrawings(deps: {
  incomingDir: string
  upload: Queue['upload']
  event: () => BoothEvent
  guestsMayUse: () => boolean
  /** For drawings, where nobody chose one; null: the event's. */
  scribbleStyle: () => string | null
  clock: Clock
}): Drawings {
  const { clock } = deps
  const usedAtMs = new Map<string, number[]>()
  const used = new Map<string, UsedDrawing>()

  function admitGuest(room: Room, consent: boolean): void {
    if (!deps.guestsMayUse()) throw operatorsAlone()
    if (!consent && asksConsent(deps.event())) throw unasked()
    const sinceMs = clock.monotonicMs() - guestsWindowMs
    const recent = (usedAtMs.get(room.name) ?? []).filter((atMs) => atMs > sinceMs)
    if (recent.length >= guestsLimit) throw tooOften(room.name)
    for (const [name, times] of usedAtMs) if ((times.at(-1) ?? 0) <= sinceMs) usedAtMs.delete(name)
    usedAtMs.set(room.name, [...recent, clock.monotonicMs()])
  }

  function remember(jobId: string, drawing: UsedDrawing): void {
    used.set(jobId, drawing)
    // a Map keeps the order of insertion: the first are the oldest
    for (const oldest of used.keys()) if (used.size > rememberedJobs) used.delete(oldest)
  }

  return {
    operatorsAlone: errorFactsOf(operatorsAlone()),
    of: (jobId) => used.get(jobId) ?? null,
    async use(room, asked, by) {
      const picture = room.picture()
      if (!picture) throw nothingDrawn(room.name)
      if (by === 'guest') admitGuest(room, asked.consent === true)
      const path = join(deps.incomingDir, randomUUID())
      const bytes = picture.bytes()
      await write(path, bytes)
      const style = asked.style ?? deps.scribbleStyle()
      const made = await deps.upload({
        path,
        source: 'canvas',
        presser: by,
        consent: asked.consent === true,
        consentLanguage: asked.consentLanguage,
        prompt: (asked.prompt ?? room.prompt()).slice(0, promptLetters),
        ...(style !== null && { style }),
        ...(asked.seed !== undefined && { seed: asked.seed }),
      })
      remember(made.jobId, { room: room.name, sha256: sha256OfBytes(bytes) })
      return made
    },
  }
}

/** Whole, or nothing stays of it. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    await rm(path, { force: true })
    throw isFull(error) ? diskLow(error) : error
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

function diskLow(cause: unknown): AppError {
  return new AppError('disk_low', 'The disk is full.', 'Free some space on the disk of the data folder.', { cause })
}

function nothingDrawn(room: string): AppError {
  return new AppError('drawing_missing', `Nothing was drawn in ${room} yet.`, 'Draw something first.', {
    params: { room },
  })
}

function operatorsAlone(): AppError {
  return new AppError('not_allowed', 'Drawings are used by the operator.', 'Ask at the booth.')
}

function unasked(): AppError {
  return new AppError('consent_missing', 'This event asks guests for their consent first.', 'Ask, and press again.')
}

function tooOften(room: string): AppError {
  const message = `Room ${room} asked for ${guestsLimit} pictures within a minute.`
  return new AppError('too_busy', message, 'Wait a moment, then try again.', { params: { room } })
}
