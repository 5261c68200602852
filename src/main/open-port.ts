import { AppError, errorFactsOf } from '../contract/errors'
import { openListener, type Listener } from './listener'
import type { Notices } from './notices'
import type { Desktop } from './platform'

/** Null where a desktop console goes on without its port, and says so; a headless server would be nothing without one. */
export async function openPort({
  desktop,
  notices,
  ...deps
}: Parameters<typeof openListener>[0] & { desktop: Desktop | null; notices: Notices }): Promise<Listener | null> {
  try {
    return await openListener(deps)
  } catch (error) {
    if (!desktop || !(error instanceof AppError)) throw error
    notices.raise('port', 'attention', errorFactsOf(error))
    return null
  }
}
