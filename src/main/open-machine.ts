import { errorFactsOf } from '../contract/errors'
import type { Settings } from '../contract/settings'
import type { Dispatch } from './dispatch'
import type { Queue } from './jobs/queue'
import type { Clock } from './lib/clock'
import type { Closers } from './lib/closers'
import { watchSleep } from './lib/sleep-watch'
import type { Notices } from './notices'
import type { Desktop } from './platform'
import type { SettingsStore } from './settings/settings-store'
import type { Share } from './share/share'
import type { Webcam } from './sources/webcam'
import type { CoreHub } from './state'

/** Joins the booth to the machine that it runs on: displays that the kiosk keeps off, sleep and awakening. */
export function joinMachine(deps: {
  desktop: Desktop | null
  settings: SettingsStore
  queue: Queue
  share: Share
  webcam: Webcam
  hub: CoreHub
  clock: Clock
  closers: Closers
  lookAtClock(): void
}): void {
  const { desktop, settings, queue, share, webcam, hub, clock, closers, lookAtClock } = deps
  if (desktop) joinDesktop(desktop)
  else closers.add('sleep watch', watchSleep(clock, sleptUntold))

  function joinDesktop({ keepKioskOff, onPower }: Desktop): void {
    const follow = ({ kiosk }: Settings) => keepKioskOff(kiosk.neverOn)
    follow(settings.get())
    settings.onChange(follow)
    onPower((event) => (event === 'suspend' ? queue.suspend() : afterSleep()))
  }

  function sleptUntold(): void {
    queue.suspend()
    afterSleep()
  }

  /** Drives and sockets may be gone: look now instead of at the next interval. A camera may stand still without a word. */
  function afterSleep(): void {
    lookAtClock()
    void share.check()
    webcam.reopen()
    queue.wake()
    hub.changed()
  }
}

/** At the start, on request; what stands against it is told in a notice. */
export async function openKioskAtStart({ dispatch, notices }: { dispatch: Dispatch; notices: Notices }): Promise<void> {
  try {
    await dispatch({ role: 'console', clientId: null }, 'kiosk.open', {})
  } catch (error) {
    notices.raise('kiosk', 'attention', errorFactsOf(error))
  }
}
