import { z } from 'zod'
import { errorFacts } from './errors'

/** What `settings.export` writes and another booth reads; secrets, tokens, the PIN and start commands are never in it. */
export const settingsFile = z.strictObject({
  kind: z.literal('photocall-settings'),
  /** Version of the app that wrote it, for people. */
  app: z.string().max(40),
  writtenAtMs: z.number().int().nonnegative(),
  /** Whole, of any version this app can read: checked and brought up to date when it is read. */
  settings: z.record(z.string().max(40), z.unknown()),
  /** Overlay pictures by their sha256, as base64. */
  overlays: z.record(z.string().regex(/^[0-9a-f]{64}$/), z.base64().max(170_000)).default({}),
  /** What belongs to these settings and is not in the file: paths in them; the reason is for who reads the file. */
  leftOut: z
    .array(
      z.strictObject({
        path: z.string().max(200),
        kind: z.enum(['too_large', 'missing']).default('missing'),
        reason: z.string().max(400),
      }),
    )
    .max(200)
    .default([]),
})
export type SettingsFile = z.infer<typeof settingsFile>

/** One value that would change; `before` or `after` is absent where an entry is new or goes. */
export const settingsDifference = z.object({
  /** Such as `capture.countdownSec` or `events.first.folder`. */
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
})
export type SettingsDifference = z.infer<typeof settingsDifference>

/** What an import would do, shown before it is done. */
export const settingsChange = z.object({
  /** Of exactly this change: what was seen is what is applied. */
  fingerprint: z.string(),
  app: z.string(),
  writtenAtMs: z.number(),
  changes: z.array(settingsDifference),
  /** What would not work here as it did there, or cannot come along. With `blocking` ones nothing is applied. */
  problems: z.array(z.object({ path: z.string(), error: errorFacts, blocking: z.boolean() })),
})
export type SettingsChange = z.infer<typeof settingsChange>
