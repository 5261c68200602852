import type { JobBoard } from './jobs/job-board'
import type { Journal } from './jobs/journal'
import type { Queue } from './jobs/queue'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import { mustHaveAgreed } from './consent'
import type { GuestLinks } from './guests/guest-links'
import { qrPng } from './guests/qr'
import type { OpenedTd } from './open-td'
import type { SettingsStore } from './settings/settings-store'
import { createTablet } from './tablet/tablet'
import type { TabletDoor } from './tablet/tablet-door'
import { attachTabletSocket, tabletFrameLimitBytes } from './tablet/tablet-socket'

/** The tablet's protocol with all it rests on. */
export function openTablet(deps: {
  settings: SettingsStore
  journal: Journal
  board: JobBoard
  queue: Queue
  td: Pick<OpenedTd, 'deliver'>
  links: GuestLinks
  /** As the guest's own wish does. */
  erase: (jobId: string) => Promise<void>
  clock: Clock
  log: Log
}): TabletDoor {
  const { settings, journal, board, queue, td, links, erase, clock, log } = deps
  const tablet = createTablet({
    ...{ journal, board, links, qrPng, erase, clock },
    press(input, jobId) {
      mustHaveAgreed(settings.get(), input.consent)
      return queue.press(input, { presser: 'guest', ...(jobId !== null && { jobId }) })
    },
    cancelCountdown: queue.cancelCountdown,
    isCounting: queue.isCounting,
    deliverOriginal: queue.deliver,
    deliverResult: td.deliver,
    erasesOnReset: ({ eventId }) => settings.get().events.find(({ id }) => id === eventId)?.eraseOnReset ?? false,
  })
  return {
    ...tablet,
    frameLimitBytes: tabletFrameLimitBytes,
    pageDir: () => settings.get().tablet.pageDir,
    admitted: () => settings.get().tablet.admitted,
    accept: (socket, peer) => attachTabletSocket(socket, peer, { tablet, clock, log }),
  }
}
