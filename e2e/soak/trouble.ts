import type { Drive, DriveFault } from './drive'
import type { InjectedFaults } from './injected-faults'

/** What was done to the booth, and how it took it. */
export interface TroubleLog {
  /** How often each fault was there. */
  counts: Record<string, number>
  /** Of each fault of the share that left a backlog, undisturbed: from its end to the next file that was saved. */
  backlogStartsMs: number[]
}

export interface TroubleDeps {
  drive: Drive
  injected: InjectedFaults
  random: () => number
  /** Which booth runs; another one is no measure of how the first recovered. */
  life(): number
  /** Files that wait for the share by what the booth says; 0 while it starts. */
  backlog(): number
  /** How many jobs were told to be saved so far. */
  saved(): number
  killImageProcess(): boolean
  /** After a fault the folder may be another one. */
  lookAtShareAgain(): void
  /** Longest time of one fault and longest peace between two, milliseconds. */
  faultMs: number
  peaceMs: number
}

const hourMs = 3_600_000
const clockOffsetsMs = [-26 * hourMs, -3 * hourMs, -5 * 60_000, 0, 5 * 60_000, 3 * hourMs, 26 * hourMs]
const oneMegabyte = 1_000_000
/** Longer than any goal: what takes this long is told as it is. */
const givenUpMs = 90_000

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

/** Faults one after another, at random, until `stop`; what is in hand then is ended, and the clock is put right. */
export function startTrouble(deps: TroubleDeps) {
  const { drive, injected, random } = deps
  const log: TroubleLog = { counts: {}, backlogStartsMs: [] }
  let isOver = false
  const ended = run()

  async function run() {
    while (!isOver) {
      await pause(random() * deps.peaceMs)
      if (!isOver) await strike()
    }
    injected.moveClock(-injected.clockOffsetMs())
  }

  async function strike() {
    const choice = Math.floor(random() * (drive.faults.length + 4))
    const fault = drive.faults[choice]
    if (fault) return takeShare(fault)
    if (choice === drive.faults.length) return flap()
    if (choice === drive.faults.length + 1) return slowDown()
    if (choice === drive.faults.length + 2) return moveClock()
    if (deps.killImageProcess()) count('image process killed')
  }

  function count(name: string) {
    log.counts[name] = (log.counts[name] ?? 0) + 1
  }

  async function takeShare(fault: DriveFault) {
    if (!fault.begin()) return
    count(`share ${fault.name}`)
    await pause(random() * deps.faultMs)
    giveBack(fault)
    await measureBacklog()
  }

  function giveBack(fault: DriveFault) {
    fault.end()
    deps.lookAtShareAgain()
  }

  async function flap() {
    const [fault] = drive.faults
    if (!fault) return
    count('share flapping')
    for (let times = 0; times < 6; times++) {
      if (!fault.begin()) continue
      await pause(100 + random() * 400)
      giveBack(fault)
      await pause(random() * 400)
    }
    await measureBacklog()
  }

  async function slowDown() {
    count('share at 1 MB/s')
    injected.slowTo(oneMegabyte)
    await pause(random() * deps.faultMs)
    injected.slowTo(null)
  }

  async function moveClock() {
    count('clock moved')
    const offsetMs = clockOffsetsMs[Math.floor(random() * clockOffsetsMs.length)] ?? 0
    injected.moveClock(offsetMs - injected.clockOffsetMs())
  }

  async function measureBacklog() {
    const backAtMs = performance.now()
    const [life, saved] = [deps.life(), deps.saved()]
    if (deps.backlog() === 0) return
    while (deps.saved() === saved && performance.now() - backAtMs < givenUpMs) {
      await pause(20)
      if (deps.life() !== life) return
    }
    log.backlogStartsMs.push(performance.now() - backAtMs)
  }

  return {
    log,
    async stop() {
      isOver = true
      await ended
    },
  }
}
