import { vi } from 'vitest'

/** Below the limit of a whole test, so that what hangs is told by what was waited for. */
const limitMs = 60_000
const { waitFor } = vi

// Vitest gives up after a second, which slow, shared cores may spend on anything else.
vi.waitFor = (claim, options = {}) =>
  waitFor(claim, { timeout: limitMs, ...(typeof options === 'number' ? { timeout: options } : options) })
