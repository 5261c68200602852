import { createProgramClient, RefusedError } from '../program-client'
import { imageChildren, startBooth, type NodeOptions, type ServedBooth } from '../served-booth'
import type { Folders } from '../fixtures'
import { endJobs } from './ending'
import { watchFirstSight } from './first-sight'
import { createLedger } from './ledger'
import { createMemoryLog, ownMb } from './memory'
import { numberedPicture } from './numbered-picture'
import { connectOperator, pairedCookie, type Operator } from './operator'

const uploadersAtOnce = 5
/** With more than this in hand nobody presses: the line would only hide what a fault does. */
const inHandLimit = 300
const memoryEveryMs = 1000
const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

export interface Stretch {
  /** How many more presses are accepted in it. */
  presses: number
  /** Presses between two kills of the booth; null: it is left alive, and so are its image processes. */
  killEvery: number | null
  /** Its memory is looked at all the time. */
  isWatched: boolean
  /** The time is over: nobody presses any more, and what was accepted is accounted for. */
  isLate: () => boolean
}

/** Presses without end on `photocall serve`, which is killed and started again. */
export function createHeadlessSoak(deps: { folders: Folders; node: NodeOptions; random: () => number }) {
  const { folders, node, random } = deps
  const ledger = createLedger()
  const memory = createMemoryLog()
  const sight = watchFirstSight(folders.shareDir)
  const children = new Set<number>()
  const startsMs: number[] = []
  const killed = { working: 0, starting: 0, imageProcesses: 0 }
  let booth: ServedBooth | null = null
  let operator: Operator | null = null
  let cookie: string | null = null
  let lives = 0
  let isSteady = true
  let isWatched = false
  let isLate = () => false

  /** Until the share was chosen for the first time: what is taken away before is made anew, as it should be. */
  async function begin(): Promise<void> {
    await open()
    while (ledger.saved.size === 0)
      await stretch({ presses: 1, killEvery: null, isWatched: false, isLate: () => false })
  }

  async function stretch({ presses, killEvery, isWatched: watch, isLate: late }: Stretch): Promise<void> {
    const goal = ledger.accepted() + presses
    isSteady = killEvery === null
    isWatched = watch
    isLate = late
    while (ledger.accepted() < goal && !isLate()) {
      const isHit = killEvery !== null && operator === null && random() < 0.15
      if (isHit) await killWhileStarting()
      else await life(killEvery === null ? goal : nextKill(killEvery, goal), goal)
    }
  }

  function nextKill(killEvery: number, goal: number): number {
    return Math.min(goal, ledger.accepted() + Math.ceil(random() * 2 * killEvery))
  }

  async function killWhileStarting() {
    const started = start()
    await pause(random() * 700)
    killed.starting += 1
    await kill(started)
  }

  function start(): ServedBooth {
    lives += 1
    return (booth = startBooth(folders, ['--port', '0'], node))
  }

  /** One life of the booth, until so many presses were accepted; killed in the middle of others unless it was the last. */
  async function life(killAt: number, goal: number) {
    const live = await running()
    const isGone = () => live.process.exitCode !== null || live.process.killed
    const isOver = () => ledger.accepted() >= goal || isLate() || isGone()
    const stopSampling = isWatched ? sampleMemory(live.pid) : () => undefined
    const pressing = Promise.all([...Array.from({ length: uploadersAtOnce }, () => upload(isOver)), press(isOver)])
    while (ledger.accepted() < killAt && !isLate() && !isGone()) await pause(5)
    if (isGone()) throw new Error(`The booth ended by itself:\n${live.output()}`)
    stopSampling()
    if (killAt < goal) {
      await pause(random() * 300)
      killed.working += 1
      await kill(live)
    }
    await pressing
  }

  async function running(): Promise<ServedBooth> {
    return booth !== null && operator !== null && booth.process.exitCode === null ? booth : open()
  }

  /** Resolves when an operator sees the state. */
  async function open(): Promise<ServedBooth> {
    const beganAtMs = performance.now()
    const started = start()
    const pairUrl = await started.opened
    cookie ??= await pairedCookie(pairUrl)
    operator = await connectOperator({ base: new URL(pairUrl).origin, cookie, ledger })
    startsMs.push(performance.now() - beganAtMs)
    return started
  }

  async function kill(live: ServedBooth) {
    imageChildren(live.pid).forEach((pid) => children.add(pid))
    live.kill('SIGKILL')
    await live.ended
    operator?.close()
    operator = null
  }

  function killImageProcess(): boolean {
    const pids = booth && operator && !isSteady ? imageChildren(booth.pid) : []
    const pid = pids[Math.floor(random() * pids.length)]
    if (pid === undefined) return false
    children.add(pid)
    killed.imageProcesses += 1
    process.kill(pid, 'SIGKILL')
    return true
  }

  async function upload(isOver: () => boolean) {
    const client = createProgramClient(folders.dataDir)
    while (!isOver()) {
      await roomInLine(isOver)
      const number = ledger.nextNumber()
      const bytes = await numberedPicture(number, random() < 0.02 ? 8 : 1)
      const style = random() < 0.05 ? 'oil' : 'duotone'
      const jobId = await client.upload(bytes, style).catch(refusedOrCut)
      if (jobId !== null) ledger.upload(jobId, { number, bytes })
    }
  }

  /** Null where it was not taken over, or nobody knows whether it was. */
  async function refusedOrCut(error: unknown): Promise<null> {
    if (error instanceof RefusedError) ledger.refuse(error.code)
    else if (error instanceof TypeError) ledger.cut()
    else throw error
    await pause(20)
    return null
  }

  async function press(isOver: () => boolean) {
    while (!isOver()) {
      await roomInLine(isOver)
      await pause(50 + random() * 300)
      if (operator === null || (await operator.press()) === 'cut') return
    }
  }

  async function roomInLine(isOver: () => boolean) {
    const isCrowded = () => {
      const { line, share } = operator?.inHand() ?? { line: 0, share: 0 }
      return line + share > inHandLimit
    }
    while (isCrowded() && !isOver()) await pause(20)
  }

  function sampleMemory(pid: number): () => void {
    const look = () => {
      memory.add('main process', ledger.accepted(), ownMb(pid))
      imageChildren(pid).forEach((child, place) =>
        memory.add(`image process ${place + 1}`, ledger.accepted(), ownMb(child)),
      )
    }
    const timer = setInterval(look, memoryEveryMs)
    return () => clearInterval(timer)
  }

  /** The last life: what was begun is ended, what failed by name is retried. Answers the names and how often each. */
  async function finish(): Promise<Record<string, number>> {
    const live = await running()
    const failures = await endJobs(createProgramClient(folders.dataDir))
    imageChildren(live.pid).forEach((pid) => children.add(pid))
    operator?.close()
    live.kill('SIGTERM')
    const { code } = await live.ended
    if (code !== 0) throw new Error(`The booth ended with ${code}:\n${live.output()}`)
    return failures
  }

  async function stop() {
    sight.stop()
    operator?.close()
    booth?.kill('SIGKILL')
    await booth?.ended
  }

  return {
    ledger,
    memory,
    sight,
    children: children as ReadonlySet<number>,
    killed: killed as Readonly<typeof killed>,
    startsMs: startsMs as readonly number[],
    lives: () => lives,
    backlog: () => operator?.inHand().share ?? 0,
    killImageProcess,
    begin,
    stretch,
    finish,
    stop,
  }
}
