import type { GuestsView, GuestWishView } from '../../contract/guests'
import type { Notices } from '../notices'

type Wishes = GuestsView['wishes']

/** The operator hears that a guest wants a picture deleted, that they changed their mind, and that it is gone. */
export function tellWishes(
  notices: Pick<Notices, 'raise' | 'clear'>,
  told: { before: Wishes; now: Wishes; numberOf: (jobId: string) => number },
): void {
  const { before, now, numberOf } = told
  for (const wish of Object.values(now)) {
    const known = before[wish.jobId]
    if (!known) notices.raise(idOf(wish.jobId), 'attention', askedFor(wish, numberOf(wish.jobId)))
    else if (known.doneAtMs === null && wish.doneAtMs !== null)
      notices.raise(idOf(wish.jobId), 'ready', erased(numberOf(wish.jobId)))
  }
  for (const { jobId, begunAtMs } of Object.values(before)) {
    // those that began stay for ever, though the list ends somewhere
    if (now[jobId] === undefined && begunAtMs === null) notices.clear(idOf(jobId))
  }
}

const idOf = (jobId: string) => `guest-wish-${jobId}`

function askedFor({ dueAtMs }: GuestWishView, number: number) {
  const at = new Date(dueAtMs)
  const time = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
  return {
    code: 'guest_wish' as const,
    message: `The guest of #${number} wants the picture deleted.`,
    hint: `It is hidden now and goes everywhere at ${time}, unless the guest changes their mind.`,
    params: { number, time },
  }
}

function erased(number: number) {
  return {
    code: 'guest_erased' as const,
    message: `Picture #${number} is deleted, as its guest wished.`,
    hint: 'Nothing is left of it in reach of this booth.',
    params: { number },
  }
}
