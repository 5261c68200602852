import type { LoginChoice } from '../contract/commands'
import type { Language } from '../contract/settings'
import type { StartImageChild } from './images/images'
import type { Protect } from './settings/secrets'

/** What differs between the desktop app and plain Node; the core asks for no more than this. */
export interface Platform {
  /** Shown in the console and by `check`, e.g. `Electron 45.4.1` or `Node 20.20.2`. */
  runtime: string
  startImageChild: StartImageChild
  /** Absolute path of the built image child, CommonJS. */
  imageChildPath: string
  /** Absolute path of the styles that ship with the app. */
  stylesDir: string
  /** Absolute path of the built renderer (index.html and assets). */
  rendererDir: string
  /** Default share: a folder in the user's pictures. */
  picturesDir: string
  /** The user's documents: where TouchDesigner finds its scripts. */
  documentsDir: string
  /** What the system speaks: the app's language until another is set. */
  language: Language
  /** The system's safe storage, null where there is no real one. */
  protect: Protect | null
  /** Null on a headless server. */
  desktop: Desktop | null
}

/** Starting at login, as the system remembers it. */
export interface LoginStart {
  show(): LoginChoice & { possible: boolean }
  /** Throws `login_unavailable` while the app is not installed. */
  set(choice: LoginChoice): LoginChoice & { possible: boolean }
}

/** Windows and the shell, provided by src/main/electron. */
export interface Desktop {
  openKiosk(display: string | null): void
  /** Whether it would open on a display of its own, over the console, or nowhere. */
  kioskPlace(display: string | null): 'free' | 'over-console' | 'nowhere'
  /** Labels of displays that it keeps off from now on. */
  keepKioskOff(labels: readonly string[]): void
  closeKiosk(): void
  /** `hidden`: open, and waiting for a display that was unplugged. */
  kiosk(): 'closed' | 'open' | 'hidden'
  displays(): { label: string; widthPx: number; heightPx: number }[]
  /** The kiosk was opened or closed, or a display came or went. */
  onChange(listen: () => void): void
  /** The machine is about to sleep, or is awake again. */
  onPower(listen: (event: 'suspend' | 'resume') => void): void
  openPath(path: string): Promise<void>
  reveal(path: string): void
  chooseFolder(): Promise<string | null>
  choosePictures(): Promise<string[]>
  /** Null when the operator chose no place. */
  chooseSaveFile(suggestedName: string): Promise<string | null>
  login: LoginStart
}
