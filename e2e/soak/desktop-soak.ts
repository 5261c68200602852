import type { ElectronApplication } from '@playwright/test'
import { command, inPage, type WindowRole } from '../electron/pages'
import type { AppOptions, Folders, RunningApp } from '../fixtures'
import { createProgramClient, RefusedError } from '../program-client'
import { endJobs } from './ending'
import { watchFirstSight } from './first-sight'
import { createLedger } from './ledger'
import { createMemoryLog, ownMb } from './memory'
import { numberedPicture } from './numbered-picture'
import { startAppAlone, type AppAlone } from './app-alone'

const uploadersAtOnce = 3
const inHandLimit = 60
/** Seldom: a picture of full size costs as much as fifty small ones, and one at a time is enough to be cut. */
const pressEveryMs = 12_000
const memoryEveryMs = 1000
const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

export interface DesktopStretch {
  /** How many more are accepted in it. */
  presses: number
  /** The time is over: nobody presses any more, and what was accepted is accounted for. */
  isLate: () => boolean
  /** Goes on beside the presses until it is told to stop. */
  trouble(isOver: () => boolean): Promise<void>
}

/** Presses without end on the desktop app with a console and a kiosk window, whose processes are killed. */
export function createDesktopSoak(deps: {
  folders: Folders
  openApp: (options: AppOptions) => Promise<RunningApp>
  random: () => number
}) {
  const { folders, openApp, random } = deps
  const ledger = createLedger()
  const memory = createMemoryLog()
  const sight = watchFirstSight(folders.shareDir)
  const startsMs: number[] = []
  const pagesBackMs: number[] = []
  const killed = { app: 0, consolePage: 0, kioskPage: 0, imageProcesses: 0 }
  let running: RunningApp | null = null
  let alone: AppAlone | null = null

  /** Resolves when both pages show something. */
  async function open(): Promise<ElectronApplication> {
    const beganAtMs = performance.now()
    const { app } = (running = await openApp(folders))
    await untilShown(app, 'console')
    startsMs.push(performance.now() - beganAtMs)
    await insist(() => command(app, 'console', 'settings.setPin', { pin: '4711' }))
    await insist(() => command(app, 'console', 'kiosk.open'))
    await untilShown(app, 'kiosk')
    return app
  }

  /** Presses until so many more were accepted, while `trouble` goes on beside it until it is told to stop. */
  async function stretch({ presses, isLate, trouble }: DesktopStretch): Promise<void> {
    const goal = ledger.accepted() + presses
    const isOver = () => ledger.accepted() >= goal || isLate()
    if (running === null && alone === null) await open()
    const workers = [...Array.from({ length: uploadersAtOnce }, () => upload(isOver)), press(isOver)]
    await Promise.all([...workers, trouble(isOver)])
  }

  async function upload(isOver: () => boolean) {
    while (!isOver()) {
      const answer = await uploadOnce().catch(refusedOrCut)
      if (answer === null) await pause(100)
    }
  }

  function refusedOrCut(error: unknown): null {
    if (error instanceof RefusedError) ledger.refuse(error.code)
    else if (isUnreachable(error)) ledger.cut()
    else throw error
    return null
  }

  async function uploadOnce() {
    const client = createProgramClient(folders.dataDir)
    const unfinished = await client.command('jobs.list', { states: ['queued', 'saving'], limit: 1 })
    if (unfinished.total > inHandLimit) return pause(100)
    const number = ledger.nextNumber()
    const bytes = await numberedPicture(number)
    ledger.upload(await client.upload(bytes, 'duotone'), { number, bytes })
  }

  /** The made camera of the console window: its pictures carry no number. */
  async function press(isOver: () => boolean) {
    while (!isOver()) {
      await pause(pressEveryMs * (0.5 + random()))
      if (isOver()) continue
      const wish = { countdownSec: 0, style: 'duotone' }
      const pressed = await createProgramClient(folders.dataDir).command('capture.press', wish).catch(refusedOrCut)
      if (pressed) ledger.press(pressed.jobId)
    }
  }

  async function killPage(role: WindowRole) {
    const app = running?.app
    if (!app) return
    const pid = await pageProcess(app, role)
    if (pid === null) return
    await insist(() => inPage(app, role, 'window.doomed = true', 10_000))
    const beganAtMs = performance.now()
    process.kill(pid, 'SIGKILL')
    killed[role === 'console' ? 'consolePage' : 'kioskPage'] += 1
    await untilShown(app, role)
    pagesBackMs.push(performance.now() - beganAtMs)
  }

  async function killImageProcess() {
    const pids = running ? await imageProcesses(running.app) : []
    const pid = pids[Math.floor(random() * pids.length)]
    if (pid === undefined) return
    killed.imageProcesses += 1
    process.kill(pid, 'SIGKILL')
  }

  async function killApp() {
    const before = running
    if (!before) return
    running = null
    killed.app += 1
    await ended(before.process, 'SIGKILL')
    await open()
  }

  /** The same data folder, with the app alone: from now on nobody looks into its windows. */
  async function leaveAlone(): Promise<void> {
    const before = running
    running = null
    if (before) await ended(before.process, 'SIGTERM')
    alone = await startAppAlone(folders)
  }

  /** Of the app left alone, until what it returns is called. */
  function sampleMemory(): () => void {
    const look = () => {
      for (const { name, pid } of alone?.processes() ?? []) memory.add(name, ledger.accepted(), ownMb(pid))
    }
    const timer = setInterval(look, memoryEveryMs)
    return () => clearInterval(timer)
  }

  /** What was begun is ended, what failed by name is retried; the app is closed. Answers the names and how often each. */
  async function finish(): Promise<Record<string, number>> {
    const failures = await endJobs(createProgramClient(folders.dataDir))
    const last = alone ?? running
    const code = last && (await ended(last.process, 'SIGTERM'))
    if (code !== 0) throw new Error(`The app ended with ${code}:\n${last?.output()}`)
    return failures
  }

  return {
    ...{ ledger, memory, sight, startsMs, pagesBackMs, killed },
    ...{ stretch, leaveAlone, killPage, killImageProcess, killApp, sampleMemory, finish },
  }
}

/** The exit code; null where the signal itself ended it. */
function ended(child: RunningApp['process'], signal: NodeJS.Signals): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill(signal)
  return exit
}

/** A file that is being replaced, a port that is closed, a token of the life before. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError) return true
  if (error instanceof Error && error.name === 'TimeoutError') return true
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

const triesOfPatience = 10

/** A machine under load may take longer than one asking waits. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === triesOfPatience) throw error
      await pause(500)
    }
  }
}

async function untilShown(app: ElectronApplication, role: WindowRole) {
  // short at first, for it is measured; then as long as a page under load may need
  for (let limitMs = 250; ; limitMs = Math.min(5000, limitMs * 1.2)) {
    if (await isShown(app, role, limitMs).catch(() => false)) return
    await pause(20)
  }
}

/** Asks anew after a moment: a page that dies meanwhile never answers. */
function isShown(app: ElectronApplication, role: WindowRole, withinMs: number): Promise<boolean> {
  const look = [role, withinMs] as const
  return app.evaluate(async ({ BrowserWindow, session }, [wanted, limitMs]) => {
    const own = session.fromPartition(`persist:${wanted}`)
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.session === own)
    if (!window) return false
    const shown = window.webContents.executeJavaScript('!window.doomed && document.body.innerText.length > 0')
    const tooLong = new Promise<false>((resolve) => void setTimeout(() => resolve(false), limitMs))
    return Promise.race([shown.catch(() => false) as Promise<boolean>, tooLong])
  }, look)
}

function pageProcess(app: ElectronApplication, role: WindowRole): Promise<number | null> {
  return app.evaluate(({ BrowserWindow, session }, wanted) => {
    const own = session.fromPartition(`persist:${wanted}`)
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.session === own)
    const pid = window?.webContents.getOSProcessId() ?? 0
    return pid === 0 ? null : pid
  }, role)
}

function imageProcesses(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: main }) =>
    main
      .getAppMetrics()
      .filter(({ serviceName }) => serviceName === 'node.mojom.NodeService')
      .map(({ pid }) => pid),
  )
}
