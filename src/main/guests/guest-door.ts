import type { Job } from '../../contract/job'
import type { Language } from '../../contract/event'
import type { GuestPictures } from './guest-pictures'
import type { GuestView } from './guest-view'

/** What stands behind one link at this moment. */
export interface GuestFinding {
  job: Job
  view: GuestView
  /** Of guests whose phone speaks none of ours. */
  language: Language
  /** '' where the event has no name. */
  eventName: string
  fileName: string
}

/** The guests' feature as their listener sees it. */
export interface GuestDoor {
  /** Null for a link that nobody was given. */
  find(token: string): GuestFinding | null
  pictures: GuestPictures
  /** The guest wants it deleted: hidden at once, done after the time to change one's mind. */
  ask(jobId: string): Promise<void>
  /** Back again, unless it is too late. */
  undo(jobId: string): void
  /** Answers `/g/hello`: by it the console knows that it reached itself and no other. */
  instance: string
  /** A phone came: links work for somebody. */
  seen(address: string): void
}
