import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { collectOutput, definedEnvironment, electronRuntime, root, type Folders } from '../fixtures'
import { createProgramClient } from '../program-client'

/** The desktop app as people run it: no inspector is attached to its windows. */
export interface AppAlone {
  process: ChildProcess
  output(): string
  /** Named by what they do; the main process alone where the system does not list children (all but Linux). */
  processes(): { name: string; pid: number }[]
}

const readyTries = 1200
const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

/**
 * Starts the built app with the guests' screen and resolves once both windows are there. Playwright's inspector keeps the
 * bytes of all that a page loads, 60 MB and more in 1,000 pictures: whoever measures what the windows keep leaves it out.
 */
export async function startAppAlone({ dataDir, shareDir }: Folders): Promise<AppAlone> {
  const flags = ['--demo', '--data', dataDir, '--share', shareDir, '--port', '0', '--kiosk']
  const child = spawn(electronRuntime().execPath, ['--no-sandbox', root, ...flags], {
    env: { ...definedEnvironment(), LC_ALL: 'en_GB.UTF-8' },
  })
  const output = collectOutput(child)
  const pid = child.pid ?? 0
  for (let tries = 0; !(await isReady(dataDir)); tries++) {
    if (tries === readyTries || child.exitCode !== null) throw new Error(`The app did not come up:\n${output()}`)
    await pause(100)
  }
  return { process: child, output, processes: () => [{ name: 'main process', pid }, ...helpersOf(pid)] }
}

/** The camera is the console window's; the token of the life before leads nowhere. */
async function isReady(dataDir: string): Promise<boolean> {
  try {
    const { camera, kiosk } = await createProgramClient(dataDir).state()
    return camera.status === 'ready' && kiosk.open
  } catch {
    return false
  }
}

/** Each kind in the order in which they were started. */
function helpersOf(pid: number): { name: string; pid: number }[] {
  const kinds = descendantsOf(pid).map((child) => ({ pid: child, kind: textOf(`/proc/${child}/cmdline`) }))
  const named = (kind: RegExp, name: string) =>
    kinds.filter((one) => kind.test(one.kind)).map((one, place) => ({ name: `${name} ${place + 1}`, pid: one.pid }))
  return [
    ...named(/--type=renderer/, 'window'),
    ...named(/--utility-sub-type=node\.mojom\.NodeService/, 'image process'),
  ]
}

/** Any of its threads may have started a child. */
function descendantsOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
  return [...children, ...children.flatMap(descendantsOf)].sort((one, other) => one - other)
}

function threadsOf(pid: number): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? []
}

function textOf(file: string): string {
  return unlessGone(() => readFileSync(file, 'utf8')) ?? ''
}

/** A process may end between two looks. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
    throw error
  }
}
