import { existsSync, readFileSync, renameSync } from 'node:fs'
import { z } from 'zod'
import { AppError, type ErrorFacts } from '../../contract/errors'
import { settings as settingsShape, type Settings, type SettingsPatch } from '../../contract/settings'
import { writeFileAtomic } from '../lib/files'

/** The operator's settings in one file, with what flags and environment lay over them for this run. */
export interface SettingsStore {
  /** What is in force: flags, then environment, then the file, then defaults. */
  get(): Settings
  /** Merges, checks the whole, writes it durably. Throws `settings_invalid` naming the field. */
  change(patch: SettingsPatch): Promise<Settings>
  /** Back to before the last change. Throws `not_possible_now` when there is none. */
  undo(): Promise<Settings>
  /** What was wrong with the file at start; it was kept aside under the name in `params.file`. */
  problem(): ErrorFacts | null
  onChange(listen: (settings: Settings) => void): void
}

export function openSettings({
  path,
  overlay,
  nowMs,
}: {
  path: string
  overlay: SettingsPatch
  nowMs: number
}): SettingsStore {
  const { stored: found, problem } = readSettings(path, nowMs)
  const listeners: ((settings: Settings) => void)[] = []
  let stored = found
  let before: Settings | null = null
  let writing: Promise<unknown> = Promise.resolve()

  const inForce = () => parse(merge(stored, overlay))

  /** One change after the other, each on what the one before wrote. */
  function replace(choose: () => { next: Settings; previous: Settings | null }): Promise<Settings> {
    const done = writing.then(async () => {
      const { next, previous } = choose()
      await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`, 0o600)
      stored = next
      before = previous
      const now = inForce()
      listeners.forEach((listen) => listen(now))
      return now
    })
    writing = done.catch(() => undefined)
    return done
  }

  return {
    get: inForce,
    change: (patch) => replace(() => ({ next: parse(merge(stored, patch)), previous: stored })),
    undo: () =>
      replace(() => {
        if (before) return { next: before, previous: null }
        throw new AppError('not_possible_now', 'There is no change to undo.', 'Change a setting first.')
      }),
    problem: () => problem,
    onChange: (listen) => void listeners.push(listen),
  }
}

/** Turns settings of one version into the next; the key is the version it starts from. */
export type SettingsMigrations = Record<number, (old: Record<string, unknown>) => Record<string, unknown>>

/** Version 1 is the first: every later one adds its step from the one before. */
const settingsMigrations: SettingsMigrations = {}

/** Step by step to the newest version; what has no step on stays as it is, for the check to accept or refuse. */
export function migrateSettings(found: unknown, migrations: SettingsMigrations): unknown {
  if (!isPlain(found)) return found
  const step = migrations[Number(found['version'] ?? 1)]
  return step ? migrateSettings(step(found), migrations) : found
}

function readSettings(path: string, nowMs: number): { stored: Settings; problem: ErrorFacts | null } {
  const fresh = settingsShape.parse({})
  if (!existsSync(path)) return { stored: fresh, problem: null }
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return { stored: settingsShape.parse(migrateSettings(found, settingsMigrations)), problem: null }
  } catch (error) {
    const kept = `${path}.invalid-${nowMs}`
    renameSync(path, kept)
    const reason = error instanceof z.ZodError ? firstIssue(error) : 'it is not JSON'
    const problem: ErrorFacts = {
      code: 'settings_invalid',
      message: `The settings file could not be used (${reason}); the defaults are in force.`,
      hint: `The file is kept as ${kept}.`,
      params: { file: kept, reason },
    }
    return { stored: fresh, problem }
  }
}

function parse(merged: unknown): Settings {
  const parsed = settingsShape.safeParse(merged)
  if (parsed.success) return parsed.data
  const reason = firstIssue(parsed.error)
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new AppError('settings_invalid', `This cannot be set: ${reason}.`, 'Correct the value; nothing was changed.', {
    params: { field, reason },
  })
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'not valid'}`
}

/** Two levels deep, as the settings are; a value of `undefined` changes nothing. Foreign keys stay for the check to refuse. */
export function merge(base: Settings, patch: SettingsPatch): Record<string, unknown> {
  const old: Record<string, unknown> = base
  const changes = Object.entries(withoutUndefined(patch)).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(old, key) ? old[key] : undefined
    return [key, isPlain(before) && isPlain(value) ? { ...before, ...withoutUndefined(value) } : value]
  })
  // fromEntries makes own properties only, so a key `__proto__` is a stranger like any other
  return Object.fromEntries([...Object.entries(base), ...changes])
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
