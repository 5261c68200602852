import { screen, type BrowserWindow } from 'electron'
import type { Log } from '../lib/log'
import type { DisplayFacts } from './displays'
import { consoleMinimum, placeConsole, readBounds, rememberBounds, writeBounds } from './window-bounds'
import type { MakeWindow } from './windows'

export interface ConsoleWindowDeps {
  make: MakeWindow
  boundsPath: string
  displays(): DisplayFacts[]
  isOver(): boolean
  onClosing(): void
  log: Log
}

export function openConsoleWindow(deps: ConsoleWindowDeps) {
  const remembered = readBounds(deps.boundsPath)
  const bounds = placeConsole(remembered, deps.displays())
  const minimum = { minWidth: consoleMinimum.width, minHeight: consoleMinimum.height }
  const window = deps.make('console', { ...bounds, ...minimum })
  if (remembered?.maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    remember(window, deps)
    if (deps.isOver()) return
    event.preventDefault()
    deps.onClosing()
  })
  return window
}

function remember(window: BrowserWindow, { boundsPath, displays, log }: ConsoleWindowDeps) {
  const { id } = screen.getDisplayMatching(window.getBounds())
  const home = displays().find((display) => display.id === id)
  if (!home) return
  try {
    writeBounds(boundsPath, rememberBounds(window.getNormalBounds(), home, window.isMaximized()))
  } catch (error) {
    log.warn('The place of the window could not be remembered', { error })
  }
}
