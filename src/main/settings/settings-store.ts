import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { z } from 'zod'
import { AppError, type ErrorFacts } from '../../contract/errors'
import {
  settings as settingsShape,
  type ChangedSettings,
  type Language,
  type Settings,
  type SettingsPatch,
} from '../../contract/settings'
import { writeFileAtomic } from '../lib/files'
import { withEventChange } from './event-change'
import { migrateSettings, settingsMigrations } from './settings-migrations'

/** The operator's settings in one file, with what flags and environment lay over them for this run. */
export interface SettingsStore {
  /** What is in force: flags, then environment, then the file, then defaults. */
  get(): Settings
  /** Merges, checks the whole, writes it durably. Throws `settings_invalid` naming the field. */
  change(patch: SettingsPatch): Promise<ChangedSettings>
  /** The same with a function of what is stored now; changes at the same time come one after the other. */
  update(next: (stored: Settings) => Settings): Promise<ChangedSettings>
  /** As in the file, without what flags and environment lay over it. */
  stored(): Settings
  /** What lies over the file for this run, as `share.dir`. */
  fixed(): string[]
  /**
   * Back to before the last change. Throws `not_possible_now` when there is none, and `settings_changed` when it is not
   * the one that `revision` names.
   */
  undo(revision: string | null): Promise<Settings>
  /** What was wrong with the file at start; it was kept aside under the name in `params.file`. */
  problem(): ErrorFacts | null
  onChange(listen: (settings: Settings) => void): void
}

/** The change that was made last. */
interface Undoable {
  before: Settings
  revision: string
}

export function openSettings({
  path,
  overlay,
  language,
  nowMs,
  check = () => undefined,
}: {
  path: string
  overlay: SettingsPatch
  /** Of the system, until one is set. */
  language: Language
  nowMs: number
  /** Throws AppError for settings in force that cannot be used here; nothing is changed then. */
  check?: (inForce: Settings) => void
}): SettingsStore {
  const { stored: found, problem } = readSettings(path, language, nowMs)
  const listeners: ((settings: Settings) => void)[] = []
  let stored = found
  let last: Undoable | null = null
  let writing: Promise<unknown> = Promise.resolve()

  const fixed = Object.entries(overlay).flatMap(([part, values]) =>
    isPlain(values) ? Object.keys(values).map((key) => `${part}.${key}`) : [part],
  )
  const laidOver = (settings: Settings) => parse(merge(settings, overlay))
  let inForce = laidOver(stored)

  /** One change after the other, each on what the one before wrote. */
  function replace(choose: () => { next: Settings; undoable: Undoable | null }): Promise<Settings> {
    const done = writing.then(async () => {
      const { next, undoable } = choose()
      const now = laidOver(next)
      if (undoable) check(now)
      await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`, 0o600)
      stored = next
      last = undoable
      inForce = now
      listeners.forEach((listen) => listen(now))
      return now
    })
    writing = done.catch(() => undefined)
    return done
  }

  async function update(next: (stored: Settings) => Settings): Promise<ChangedSettings> {
    const revision = randomUUID()
    const now = await replace(() => ({ next: parse(next(stored)), undoable: { before: stored, revision } }))
    return { ...now, revision }
  }

  return {
    get: () => inForce,
    stored: () => stored,
    fixed: () => fixed,
    update,
    change: (patch) => update((now) => parse(merge(now, patch))),
    undo: (revision) =>
      replace(() => {
        if (revision !== null && revision !== last?.revision) throw changedSince()
        if (last) return { next: last.before, undoable: null }
        throw new AppError('not_possible_now', 'There is no change to undo.', 'Change a setting first.')
      }),
    problem: () => problem,
    onChange: (listen) => void listeners.push(listen),
  }
}

function changedSince(): AppError {
  const hint = 'Nothing was taken back. Look at what is set now.'
  return new AppError('settings_changed', 'The settings were changed since.', hint, { params: { kind: 'undo' } })
}

function readSettings(
  path: string,
  language: Language,
  nowMs: number,
): { stored: Settings; problem: ErrorFacts | null } {
  const fresh = settingsShape.parse({ language })
  if (!existsSync(path)) return { stored: fresh, problem: null }
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return { stored: parseStored(found), problem: null }
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

/** Settings of any version up to ours; throws ZodError. */
export function parseStored(found: unknown): Settings {
  return settingsShape.parse(migrateSettings(found, settingsMigrations))
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

/**
 * Two levels deep, as the settings are; a value of `undefined` changes nothing; `event` goes to the active event.
 * Foreign keys stay for the check to refuse.
 */
export function merge(base: Settings, { event, ...patch }: SettingsPatch): Record<string, unknown> {
  const old: Record<string, unknown> = event === undefined ? base : withEventChange(base, base.activeEvent, event)
  const changes = Object.entries(withoutUndefined(patch)).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(old, key) ? old[key] : undefined
    return [key, isPlain(before) && isPlain(value) ? { ...before, ...withoutUndefined(value) } : value]
  })
  // fromEntries makes own properties only, so a key `__proto__` is a stranger like any other
  return Object.fromEntries([...Object.entries(old), ...changes])
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
