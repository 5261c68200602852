import type { Desktop } from '../platform'

const noLogin = { possible: false, start: false, kiosk: false }

/** A desktop on which nothing happens. */
export const testDesktop: Desktop = {
  openKiosk: () => undefined,
  kioskPlace: () => 'free',
  keepKioskOff: () => undefined,
  closeKiosk: () => undefined,
  kiosk: () => 'closed',
  displays: () => [],
  onChange: () => undefined,
  onPower: () => undefined,
  openPath: () => Promise.resolve(),
  reveal: () => undefined,
  chooseFolder: () => Promise.resolve(null),
  choosePictures: () => Promise.resolve([]),
  chooseSaveFile: () => Promise.resolve(null),
  login: { show: () => noLogin, set: () => noLogin },
}
