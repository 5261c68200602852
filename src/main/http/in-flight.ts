import { AppError } from '../../contract/errors'

export type InFlight = <T>(work: () => Promise<T>) => Promise<T>

/** At most `limit` at a time; one more is refused at once (`too_busy`) instead of waiting with its body half sent. */
export function createInFlight(limit: number, what = 'uploads are already running'): InFlight {
  let running = 0
  return async (work) => {
    if (running >= limit) {
      throw new AppError('too_busy', `${limit} ${what}.`, 'Send it again in a moment.')
    }
    running++
    try {
      return await work()
    } finally {
      running--
    }
  }
}
