/** Tells a passing crash from a page that cannot run: `limit` crashes within `windowMs`. */
export function createCrashCount({ limit, windowMs }: { limit: number; windowMs: number }) {
  let times: number[] = []

  return {
    /** Counts one; true when the page should be given up for now. */
    add(monotonicMs: number) {
      times = [...times.filter((time) => monotonicMs - time < windowMs), monotonicMs]
      return times.length >= limit
    },
    /** Somebody asked to try again. */
    reset() {
      times = []
    },
  }
}
