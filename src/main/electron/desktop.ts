import { powerMonitor, screen, shell } from 'electron'
import { AppError } from '../../contract/errors'
import type { Desktop, LoginStart } from '../platform'
import type { createDialogs } from './dialogs'
import { labelledDisplays } from './displays'
import type { Windows } from './windows'

export interface DesktopDeps {
  windows: Windows
  dialogs: ReturnType<typeof createDialogs>
  /** Label from the settings, for when none is named. */
  kioskDisplay(): string | null
  login: LoginStart
}

/** What the core may ask of the desktop. */
export function createDesktop({ windows, dialogs, kioskDisplay, login }: DesktopDeps): Desktop {
  return {
    openKiosk: (display) => windows.openKiosk(display ?? kioskDisplay()),
    kioskPlace: (display) => windows.kioskPlace(display ?? kioskDisplay()),
    keepKioskOff: windows.keepKioskOff,
    closeKiosk: windows.closeKiosk,
    kiosk: () => (windows.kiosk() === null ? 'closed' : windows.kioskHides() ? 'hidden' : 'open'),
    displays: () =>
      labelledDisplays(screen.getAllDisplays()).map(({ label, size }) => ({
        label,
        widthPx: size.width,
        heightPx: size.height,
      })),
    onChange: windows.onChange,
    onPower(listen) {
      powerMonitor.on('suspend', () => listen('suspend'))
      powerMonitor.on('resume', () => listen('resume'))
    },
    openPath,
    reveal: (path) => shell.showItemInFolder(path),
    chooseFolder: dialogs.chooseFolder,
    choosePictures: dialogs.choosePictures,
    chooseSaveFile: dialogs.chooseSaveFile,
    login,
  }
}

async function openPath(path: string) {
  const problem = await shell.openPath(path)
  if (problem === '') return
  throw new AppError('not_possible_now', `${path} could not be opened: ${problem}`, 'Open it in your file manager.')
}
