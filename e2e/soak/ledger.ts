import { sha256Of } from '../final-names'

/** A picture that the booth took over. */
export interface AcceptedPicture {
  /** Carried by its pixels, see numbered-picture.ts. */
  number: number
  sha256: string
}

/** What somebody outside knows for sure: what the booth has said, whatever was done to it afterwards. */
export interface Ledger {
  /** By job. Of an upload when it was answered, of a press when its picture was. */
  pictures: ReadonlyMap<string, AcceptedPicture>
  /** Presses of the shutter that were answered, whether or not their picture was taken. */
  presses: ReadonlySet<string>
  /** Jobs that a console was told to be saved. */
  saved: ReadonlySet<string>
  /** Requests that a killed booth left without an answer: nobody was told that they are taken. */
  unanswered(): number
  /** Refusals by their code. */
  refused: ReadonlyMap<string, number>
  /** Presses and uploads together. */
  accepted(): number
  nextNumber(): number
  upload(jobId: string, picture: { number: number; bytes: Uint8Array }): void
  press(jobId: string): void
  shot(jobId: string, picture: { number: number; bytes: Uint8Array }): void
  announce(jobId: string): void
  cut(): void
  refuse(code: string): void
}

export function createLedger(): Ledger {
  const pictures = new Map<string, AcceptedPicture>()
  const presses = new Set<string>()
  const uploads = new Set<string>()
  const saved = new Set<string>()
  const refused = new Map<string, number>()
  let number = 0
  let unanswered = 0

  function keep(jobId: string, { number: carried, bytes }: { number: number; bytes: Uint8Array }) {
    if (pictures.has(jobId)) throw new Error(`The booth gave the id ${jobId} twice.`)
    pictures.set(jobId, { number: carried, sha256: sha256Of(bytes) })
  }

  return {
    pictures,
    presses,
    saved,
    refused,
    unanswered: () => unanswered,
    accepted: () => uploads.size + presses.size,
    nextNumber: () => number++,
    upload(jobId, picture) {
      keep(jobId, picture)
      uploads.add(jobId)
    },
    press: (jobId) => void presses.add(jobId),
    shot: keep,
    announce: (jobId) => void saved.add(jobId),
    cut: () => void (unanswered += 1),
    refuse: (code) => void refused.set(code, (refused.get(code) ?? 0) + 1),
  }
}
