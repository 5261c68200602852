import { AppError, errorFactsOf } from '../contract/errors'
import type { CommandDeps } from './commands'
import type { Handlers } from './dispatch'
import type { Desktop } from './platform'

type DesktopHandlers = Pick<Handlers, Extract<keyof Handlers, `kiosk.${string}` | `app.${string}` | `login.${string}`>>
type DesktopDeps = Pick<
  CommandDeps,
  'desktop' | 'pin' | 'share' | 'notices' | 'settings' | 'logsDir' | 'uploadFile' | 'support'
>

const done = {}

/** What windows, displays and the file manager do for the operator; `not_possible_now` on a headless server. */
export function createDesktopHandlers(deps: DesktopDeps): DesktopHandlers {
  const { pin, share, notices, settings } = deps

  return {
    'kiosk.open': ({ display }) => openKiosk((display ?? settings.get().kiosk.display) || null),
    'kiosk.close': () => ok(desktop().closeKiosk()),
    'kiosk.leave': async (input, { isWindow = false }) => {
      await pin.check(input.pin)
      // a guest screen in a browser elsewhere leaves itself alone
      return isWindow ? ok(deps.desktop?.closeKiosk()) : done
    },
    'kiosk.resetPinLock': () => ok(pin.resetLock()),
    'login.show': () => desktop().login.show(),
    'login.set': (choice) => desktop().login.set(choice),
    'app.openLogs': async () => ok(await desktop().openPath(deps.logsDir)),
    'app.openShare': async () => ok(await desktop().openPath(share.view().dir)),
    'app.chooseFolder': async () => ({ dir: await desktop().chooseFolder() }),
    'app.choosePicture': ({ style }) => choosePictures(style ?? null),
    'app.saveSupport': () => saveSupport(),
  }

  function desktop(): Desktop {
    return needDesktop(deps.desktop)
  }

  /** Over the console nothing but the PIN leads back. */
  function openKiosk(display: string | null) {
    const place = desktop().kioskPlace(display)
    if (place === 'nowhere') {
      const hint = 'Connect a display, or allow the guest screen on one of them in Settings, Kiosk.'
      throw new AppError('no_kiosk_display', 'There is no display for the guest screen.', hint)
    }
    if (place === 'over-console' && !pin.isSet()) {
      const hint = 'Set a PIN in the settings first: on a single display it is the only way back.'
      throw new AppError('pin_unset', 'No PIN is set.', hint)
    }
    return ok(desktop().openKiosk(display))
  }

  async function choosePictures(style: string | null) {
    const paths = await desktop().choosePictures()
    const ends = await Promise.allSettled(paths.map((path) => deps.uploadFile(path, style)))
    const jobIds = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.jobId] : []))
    const refused = ends.find((end) => end.status === 'rejected')
    // one bad picture among good ones is told, and the good ones are made
    if (refused) notices.raise('upload', 'attention', errorFactsOf(refused.reason))
    return { jobIds }
  }

  async function saveSupport() {
    const path = await desktop().chooseSaveFile(deps.support.suggestedName())
    if (path === null) return { path }
    await deps.support.save(path)
    desktop().reveal(path)
    return { path }
  }
}

/** Throws `not_possible_now` where there is none. */
export function needDesktop(desktop: Desktop | null): Desktop {
  if (desktop) return desktop
  const hint = 'Do it on the computer that runs the console.'
  throw new AppError('not_possible_now', 'This server has no desktop.', hint)
}

function ok(_result: void): Record<string, never> {
  return done
}
