import { AppError } from '../../contract/errors'

/** At most `limit` at a time; one more is refused at once (`too_busy`) instead of waiting with its body half sent. */
export function createInFlight(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  return async (work) => {
    if (running >= limit) {
      throw new AppError('too_busy', `${limit} uploads are already running.`, 'Send it again in a moment.')
    }
    running++
    try {
      return await work()
    } finally {
      running--
    }
  }
}
