import { AppError } from '../../contract/errors'
import type { Job } from '../../contract/job'
import type { FromTouchDesigner, ToTouchDesigner } from '../../contract/td-protocol'
import type { TouchdesignerSettings } from '../../contract/touchdesigner'
import type { Clock } from '../lib/clock'
import { isSameName } from '../lib/same-name'
import type { FoundFile } from '../share/share'
import { attemptOf } from './attempt'
import { writeFrame, type TdFrame } from './frame'
import type { FramePicture } from './frame-file'
import { createLatePictures, type LatePicturesDeps } from './late-pictures'
import type { Hello, Machine, Machines } from './machines'
import type { Stage } from './stage'
import { createOriginalWait, type TdOriginal } from './td-original'
import * as errors from './td-errors'
import { createTdRun, type TdOutcome, type TdRun, type TdRunDeps } from './td-run'

/** The picture that a job is made of, where TouchDesigner did not take it itself. */
export interface TdInput {
  bytes: Uint8Array
  mediaType: 'image/jpeg' | 'image/png'
}

/** What is under way with TouchDesigner: at most one job, on the stage. */
export interface TdWork {
  /** Sends the capture of a job that has the stage; from then on its file is waited for. */
  send(job: Job, limitMs: number, input: TdInput | null): TdRun
  /** The run of a job: what was sent before, also by an earlier life of the console; null where nothing was. */
  rejoin(job: Job, limitMs: number): TdRun | null
  /** Asks for the booth's TOP as it is now. */
  askOriginal(job: Job, signal: AbortSignal): Promise<TdOriginal>
  /** How the run ends, for the one who waits for it: run and stage are kept until then, however early it ended. */
  outcomeOf(run: TdRun): Promise<TdOutcome>
  /** The console gives the job up; TouchDesigner is told, and keeps the stage until it is done with it. */
  giveUp(jobId: string): void
  message(machine: Machine, message: FromTouchDesigner): void
  frame(machine: Machine, frame: TdFrame): void
  /** A finished picture that came by another way; false: nobody waits for it. */
  deliver(jobId: string, picture: { bytes: Buffer; mediaType: 'image/jpeg' | 'image/png' }): boolean
  /** True: the file is this feature's affair. */
  found(file: FoundFile): boolean
  /** The machine goes to sleep, or is awake again: what runs is not timed meanwhile. */
  hold(): void
  goOn(): void
  close(): void
}

type CapturePlace = Pick<Extract<ToTouchDesigner, { type: 'capture' }>, 'folder' | 'fileName'>

export interface TdWorkDeps extends LatePicturesDeps {
  machines: Machines
  stage: Stage
  clock: Clock
  settings: () => TouchdesignerSettings
  /** The words of a capture that depend on share and event. */
  captureOf(job: Job, machine: Machine): CapturePlace
  nameOf(job: Job, machineName: string, path: string): string | null
  lookAtShare(): void
}

export function createTdWork(deps: TdWorkDeps): TdWork {
  const { machines, stage, clock, log, settings } = deps
  const late = createLatePictures(deps)
  let run: TdRun | null = null
  const original = createOriginalWait({ clock })
  /** Without a job's id in their names: a `saved` may still name them. */
  let held: FoundFile[] = []
  /** Came before their job was taken up again after a restart. */
  const early = new Map<string, FoundFile[]>()

  type Sending = Pick<TdRunDeps, 'sendAgain' | 'sendRefused' | 'limitMs' | 'proposed'>

  function open(job: Job, machine: TdRunDeps['machine'], sending: Sending): TdRun {
    const { silenceSec, syncSec, settleMs } = settings()
    const opened = createTdRun({
      ...{ jobId: job.id, machine, clock, log, settleMs, ...sending },
      silenceMs: silenceSec * 1000,
      syncMs: syncSec * 1000,
      nameOf: (path) => deps.nameOf(job, machine.name, path),
      examine: (file) => deps.examine(file, job.id),
      setAside: (file) => deps.setAside(file, job),
      onSyncing() {
        stage.show(job.id, 'syncing')
        takeHeld()
        deps.lookAtShare()
      },
    })
    run = opened
    return opened
  }

  function outcomeOf(which: TdRun): Promise<TdOutcome> {
    const { jobId, outcome } = which
    outcome.then(
      () => ended(which, () => stage.free(jobId)),
      (error: unknown) => ended(which, () => release(jobId, error)),
    )
    return outcome
  }

  /** That it no longer knows the job frees it, and the error of a project that has no other word; our time-outs do not. */
  function release(jobId: string, error: unknown): void {
    const code = error instanceof AppError ? error.code : ''
    const machineId = stage.sentTo(jobId)?.machineId ?? ''
    const answersCancel = machines.find(machineId)?.saidHello ?? false
    if (code === 'td_lost' || (code === 'td_failed' && !answersCancel)) return stage.free(jobId)
    surrender(jobId)
  }

  /** What the machine that had it still works on does not hold up the one whose turn it is now. */
  function surrender(jobId: string): void {
    tell(jobId, { type: 'cancel', jobId })
    stage.giveUp(jobId)
    stage.moveTo(machines.active()?.id ?? null)
  }

  function giveUp(jobId: string): void {
    if (stage.owner() !== jobId || stage.state() === 'occupied') return
    const which = run?.jobId === jobId ? run : null
    const done = which?.done() ?? null
    which?.stop()
    if (which) ended(which, () => undefined)
    surrender(jobId)
    const job = deps.jobOf(jobId)
    if (done && job) deps.setAside(done.file, job)
    if (done) stage.free(jobId)
  }

  function ended(which: TdRun, also: () => void): void {
    if (run === which) run = null
    const left = held
    held = []
    left.forEach(deps.letGo)
    also()
  }

  function tell(jobId: string, message: ToTouchDesigner): void {
    const sent = stage.sentTo(jobId)
    if (sent) machines.find(sent.machineId)?.send(message)
  }

  interface Asked extends CapturePlace {
    want: 'original' | 'result'
    input: TdInput | null
    timeoutMs: number
  }

  function sendCapture(job: Job, machine: Machine, { input, ...asked }: Asked): void {
    const { id: jobId, countdownSec, style, prompt, seed } = job
    const words = { jobId, countdownSec, style, prompt, seed, ...asked, hasInput: input !== null }
    machine.send({ type: 'capture', ts: clock.nowMs(), ...words })
    if (!input) return
    machine.sendBinary(writeFrame({ kind: 'input', jobId, mediaType: input.mediaType }, input.bytes))
  }

  function activeOr(): Machine {
    const machine = machines.active()
    if (!machine) throw errors.asError(errors.absent())
    return machine
  }

  function send(job: Job, limitMs: number, input: TdInput | null): TdRun {
    const machine = activeOr()
    if (input && !machine.saidHello) throw errors.asError(errors.withoutScripts())
    stage.sending(job.id, machine.id)
    // under one name, however often it is sent: by that scripts know it from another attempt
    const asked = { want: 'result' as const, input, timeoutMs: limitMs, ...deps.captureOf(job, machine) }
    const again = () => sendCapture(job, machines.find(machine.id) ?? machine, asked)
    // whoever says no hello names files as they like
    const proposed = machine.saidHello && attemptOf(job) > 1 ? asked.fileName : null
    const opened = open(job, machine, { sendAgain: input ? again : null, sendRefused: again, limitMs, proposed })
    sendCapture(job, machine, asked)
    return opened
  }

  function rejoin(job: Job, limitMs: number): TdRun | null {
    if (run?.jobId === job.id) return run
    const sent = stage.sentTo(job.id)
    if (!sent) return null
    const known = machines.find(sent.machineId)
    const machine = known ?? { id: sent.machineId, name: sent.machineId.replace(/^\w+:/, ''), saidHello: false }
    stage.show(job.id, 'working')
    const opened = open(job, machine, { sendAgain: null, sendRefused: null, limitMs, proposed: null })
    const waiting = early.get(job.id) ?? []
    early.delete(job.id)
    for (const file of waiting) void opened.found(file)
    return opened
  }

  function askOriginal(job: Job, signal: AbortSignal): Promise<TdOriginal> {
    const machine = activeOr()
    const asked = { want: 'original' as const, input: null, ...deps.captureOf(job, machine) }
    const send = (timeoutMs: number) => sendCapture(job, machine, { ...asked, timeoutMs })
    return original.ask(job, machine, send, signal)
  }

  function message(machine: Machine, said: FromTouchDesigner): void {
    if (original.failed(machine, said)) return
    const jobId = 'jobId' in said ? (said.jobId ?? null) : null
    if (run && machine.id === run.machineId && (jobId === run.jobId || said.type === 'progress')) {
      if (jobId !== null && jobId !== run.jobId) return
      return run.message(said)
    }
    freedBy(machine, said, jobId)
  }

  /** The machine says of the job that was given up that it is over there too. */
  function freedBy(machine: Machine, said: FromTouchDesigner, jobId: string | null): void {
    if (jobId === null || stage.state() !== 'occupied' || stage.sentTo(jobId)?.machineId !== machine.id) return
    // scripts may still work on what they said failed; they answer `cancel` when they are done
    const isError = said.type === 'error' && !machine.saidHello
    if (isError || (said.type === 'ack' && said.of === 'cancel')) stage.free(jobId)
  }

  function frame(machine: Machine, received: TdFrame): void {
    const { header, picture } = received
    if (header.kind === 'preview') return
    original.frame(machine, received)
    if (run?.jobId === header.jobId && run.machineId === machine.id) run.frame(received)
    else if (header.kind === 'result') cameLate(header.jobId, { picture, mediaType: header.mediaType })
  }

  function cameLate(jobId: string, picture: FramePicture): boolean {
    if (stage.state() === 'occupied') stage.free(jobId)
    return late.frame(jobId, picture)
  }

  function found(file: FoundFile): boolean {
    const expected = run?.expectedName() ?? null
    if (run && (file.jobId === run.jobId || (expected !== null && isSameName(expected, file.name)))) {
      void run.found(file)
      return true
    }
    const job = file.jobId === null ? null : deps.jobOf(file.jobId)
    if (job) return foundFor(job, file)
    if (file.jobId !== null || !run) return false
    held.push(file)
    return true
  }

  function foundFor(job: Job, file: FoundFile): boolean {
    if (job.backend !== 'touchdesigner') return false
    if (stage.state() === 'occupied') stage.free(job.id)
    // it goes as the guest's other pictures went
    if (deps.isErased(job.id)) return false
    if (job.state === 'cancelled') deps.setAside(file, job)
    else if (job.state === 'failed') void late.file(job, file)
    else if (job.state === 'queued' || job.state === 'generating')
      early.set(job.id, [...(early.get(job.id) ?? []), file])
    else return false
    return true
  }

  /** Files that came before the machine named them. */
  function takeHeld(): void {
    const expected = run?.expectedName() ?? null
    const named = expected === null ? null : held.find((file) => isSameName(expected, file.name))
    if (!run || !named) return
    held = held.filter((file) => file !== named)
    void run.found(named)
  }

  function came(machine: Machine, hello: Hello | null): void {
    if (!hello) return
    if (run?.machineId === machine.id) return run.came(hello)
    const owner = stage.owner()
    if (owner === null || stage.state() !== 'occupied' || stage.sentTo(owner)?.machineId !== machine.id) return
    if (hello.jobId === null) stage.free(owner)
    // it was away when it was told, and goes on with what nobody waits for
    else if (hello.jobId === owner) machine.send({ type: 'cancel', jobId: owner })
  }

  machines.onCame(came)
  machines.onGone((machine) => {
    if (run?.machineId === machine.id) run.gone()
    original.gone(machine)
  })

  return {
    send,
    rejoin,
    askOriginal,
    outcomeOf,
    giveUp,
    message,
    frame,
    deliver(jobId, { bytes: picture, mediaType }) {
      if (run?.jobId !== jobId) return cameLate(jobId, { picture, mediaType })
      run.frame({ header: { kind: 'result', jobId, mediaType }, picture })
      return true
    },
    found,
    hold: () => run?.hold(),
    goOn: () => run?.goOn(),
    close() {
      run?.stop()
    },
  }
}
