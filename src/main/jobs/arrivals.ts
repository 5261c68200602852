import { rm } from 'node:fs/promises'
import type { PressOutput, WordsInput } from '../../contract/commands'
import { AppError } from '../../contract/errors'
import type { Job, OriginalFacts } from '../../contract/job'
import { knownInputs, pictureNeeded } from '../../contract/style-inputs'
import type { Clock } from '../lib/clock'
import type { Styles } from '../styles/styles'
import type { JobBoard } from './job-board'
import type { Journal, NewJob } from './journal'
import type { Asked, MakeNewJob } from './new-job'
import type { Originals } from './originals'

/** A picture that no camera of ours took: a file, or a drawing. */
export interface Arrival extends Asked {
  path: string
  source?: 'upload' | 'canvas'
}

/** Jobs that need no shutter: they go straight into the line. */
export interface Arrivals {
  /** Takes the file over; rejects with `picture_*` before anything is journaled. */
  upload(input: Arrival): Promise<PressOutput>
  /** A job without a picture; throws `picture_needed` where its style works on one. */
  fromWords(input: WordsInput): Promise<PressOutput>
  /** A job's original, or its words, once more. */
  restyle(jobId: string, change: { style?: string; seed?: number }): Promise<PressOutput>
}

export function createArrivals(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  styles: Styles
  originals: Originals
  newJob: MakeNewJob
  /** Throws why nothing is taken on now, or nothing in this style (absent: the event's). */
  mustBeOpen: (style: string | undefined) => void
  onArrived: () => void
}): Arrivals {
  const { journal, board, clock, styles, originals, newJob, mustBeOpen, onArrived } = deps

  async function accept(fresh: Omit<NewJob, 'state'>, original: OriginalFacts | null): Promise<PressOutput> {
    let job: Job
    try {
      job = board.put(journal.addTaken(fresh, original))
    } catch (error) {
      // nobody was told that it is taken, so nobody's picture stays
      if (original) await originals.discard(original)
      throw error
    }
    await originals.describe(job)
    onArrived()
    return { jobId: fresh.id, duplicate: false }
  }

  return {
    async upload({ path, source = 'upload', ...wish }) {
      try {
        mustBeOpen(wish.style)
        const fresh = newJob(source, wish)
        return accept(fresh, await originals.keep({ id: fresh.id, pressedAtMs: clock.nowMs() }, path))
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },
    async fromWords(input) {
      mustBeOpen(input.style)
      mustBeOfWords(styles, input.style)
      return accept(newJob('text', input), null)
    },
    async restyle(jobId, change) {
      const model = journal.get(jobId)
      const { source, original, prompt, eventId, event, output, consentAtMs, consent } = model
      if (!original && source !== 'text')
        throw new AppError('original_missing', 'This job has no original.', 'Take the picture again.')
      const style = styles.get(change.style ?? model.standIn?.style ?? model.style)
      if (!original) mustBeOfWords(styles, style.name)
      mustBeOpen(style.name)
      const wish = { style: style.name, seed: change.seed, prompt, inputs: knownInputs(style, model.inputs) }
      const fresh = { ...newJob(source, wish), eventId, event, output, consentAtMs, consent }
      const identity = { id: fresh.id, pressedAtMs: clock.nowMs() }
      return accept(fresh, original && (await originals.copy(identity, original)))
    },
  }
}

/** Throws `picture_needed` where a style works on a picture. */
export function mustBeOfWords(styles: Styles, style: string): void {
  if (styles.get(style).takes.picture) throw pictureNeeded(style)
}
