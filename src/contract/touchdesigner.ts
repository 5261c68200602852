import { z } from 'zod'
import { errorFacts } from './errors'
import { whenAbsent } from './event'
import { instantMs, jobId } from './job'
import { styleName } from './style'
import { tdMachineState, tdStanding } from './td-protocol'

/** How the booth works with TouchDesigner; which machine sees the share where stands in `stages`. */
export const touchdesignerSettings = z.strictObject({
  /** Id of the machine that gets the captures; empty: the first that comes, as long as it stays. */
  activeMachine: z.string().max(120).default(''),
  /** When `capture` is sent: at zero, or at the press to projects that count by themselves. */
  captureAt: z.enum(['zero', 'press']).default('zero'),
  /** How long a job may go without progress and without its file, seconds. */
  silenceSec: z.number().int().min(5).max(3600).default(90),
  /** How long a file that was told as saved may take to be seen here, seconds. */
  syncSec: z.number().int().min(5).max(3600).default(120),
  /** How long later files of the same job are waited for after the first; the last one wins, milliseconds. */
  settleMs: z.number().int().min(0).max(30_000).default(1500),
  /** While no machine is there and the event says nothing; `builtin` is `fallbackStyle`. */
  whenAbsent: whenAbsent.default('block'),
  fallbackStyle: styleName.default('pop-art'),
  /** Addresses of other machines that need no token: today's projects, which cannot show one. */
  admitted: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(16)
    .default([]),
  preview: z
    .strictObject({
      fps: z.number().int().min(0).max(30).default(30),
      maxSidePx: z.number().int().min(64).max(3840).default(1280),
      /** 0..1. */
      quality: z.number().min(0.1).max(1).default(0.8),
    })
    .prefault({}),
})
export type TouchdesignerSettings = z.infer<typeof touchdesignerSettings>

/** A machine that runs TouchDesigner, as consoles see it. */
export const tdMachineView = z.object({
  /** `stage:<name>` once it said hello, else `address:<ip>`. */
  id: z.string(),
  name: z.string(),
  address: z.string(),
  /** Runs our scripts; the others understand `capture` alone. */
  saidHello: z.boolean(),
  standing: tdStanding,
  connected: z.boolean(),
  connectedAtMs: instantMs,
  /** Of its job machine; null where it does not tell. */
  state: tdMachineState.nullable(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  /** Of the scripts and of TouchDesigner; empty where it does not tell. */
  version: z.string(),
  build: z.string(),
  /** What it said is wrong with itself; null: nothing. Without a code it is known in its own words alone. */
  trouble: z
    .object({ message: z.string(), code: z.string().nullable(), params: z.record(z.string(), z.string()) })
    .nullable(),
})
export type TdMachineView = z.infer<typeof tdMachineView>

/**
 * free: takes a job. counting: a countdown runs, or the original is awaited. working: the picture is made. syncing: the
 * file was told as saved and is not here yet. occupied: it may still work on a job that was given up; nothing is sent
 * until its file came or the operator cleared the stage.
 */
export const tdStageState = z.enum(['free', 'counting', 'working', 'syncing', 'occupied'])
export type TdStageState = z.infer<typeof tdStageState>

export const tdView = z.object({
  machines: z.array(tdMachineView).max(32),
  stage: z.object({ state: tdStageState, jobId: jobId.nullable() }),
  /** Frames of the live picture come in. */
  previewRuns: z.boolean(),
  /** Why no capture can be sent now; null: one can. */
  reason: errorFacts.nullable(),
})
export type TdView = z.infer<typeof tdView>

export const noTouchdesigner: TdView = {
  machines: [],
  stage: { state: 'free', jobId: null },
  previewRuns: false,
  reason: null,
}
