import { createHash } from 'node:crypto'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { ChangedSettings, Settings } from '../../contract/settings'
import type { SettingsChange, SettingsFile } from '../../contract/settings-file'
import type { Clock } from '../lib/clock'
import { readSettingsFile, withoutCommands } from '../settings/read-settings-file'
import { differencesOf } from '../settings/settings-difference'
import type { SettingsStore } from '../settings/settings-store'
import { mergedEvents, type MergeNote } from './merged-events'
import type { Overlays } from './overlays'

/** Settings that go to another booth, or come back to this one. */
export interface SettingsTransfer {
  export(): Promise<SettingsFile>
  /** Changes nothing. Throws `settings_foreign`, `settings_newer`, `settings_invalid`. */
  preview(file: unknown): Promise<SettingsChange>
  /** Exactly what the preview with this fingerprint told; throws `settings_changed` when it would be something else now. */
  apply(file: unknown, fingerprint: string): Promise<ChangedSettings>
}

export interface TransferDeps {
  settings: SettingsStore
  overlays: Overlays
  clock: Clock
  appVersion: string
  /** Throws AppError for settings that cannot be used on this machine. */
  check: (next: Settings) => void
  knownStyles: () => readonly string[]
  folderExists: (dir: string) => boolean
}

type Problem = SettingsChange['problems'][number]

/** A command travels whole: what is larger stays on this computer, and the file says so. */
const overlaysLimitBytes = 120_000
const tooLarge = { kind: 'too_large', reason: 'This picture is too large for the file: add it by hand.' } as const
const missing = { kind: 'missing', reason: 'Its file is missing.' } as const

export function createSettingsTransfer(deps: TransferDeps): SettingsTransfer {
  const { settings, overlays, clock, appVersion, check, knownStyles, folderExists } = deps

  async function write(): Promise<SettingsFile> {
    const stored = settings.stored()
    const file: SettingsFile = {
      kind: 'photocall-settings',
      app: appVersion,
      writtenAtMs: clock.nowMs(),
      settings: withoutCommands(stored),
      overlays: {},
      leftOut: [],
    }
    let sizeBytes = 0
    for (const { id, overlay } of stored.events) {
      if (!overlay || file.overlays[overlay.sha256]) continue
      const bytes = await overlays.read(overlay.sha256)
      if (bytes && sizeBytes + bytes.length <= overlaysLimitBytes) {
        sizeBytes += bytes.length
        file.overlays[overlay.sha256] = bytes.toString('base64')
      } else {
        file.leftOut.push({ path: `events.${id}.overlay`, ...(bytes ? tooLarge : missing) })
      }
    }
    return file
  }

  function judge(found: unknown) {
    const { file, settings: theirs, overlays: bytes } = readSettingsFile(found)
    const stored = settings.stored()
    const merged = mergedEvents(stored, theirs)
    const problems: Problem[] = merged.notes.map(folderTaken)
    const next = withKnownOverlays(merged.settings, new Set(bytes.keys()), problems)
    problems.push(...problemsOf(next))
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([stored, next]))
      .digest('hex')
    const changes = differencesOf(stored, next)
    return {
      next,
      stored,
      bytes,
      change: { fingerprint, app: file.app, writtenAtMs: file.writtenAtMs, changes, problems },
    }
  }

  function withKnownOverlays(next: Settings, coming: ReadonlySet<string>, problems: Problem[]): Settings {
    const events = next.events.map((event) => {
      const { overlay } = event
      if (!overlay || coming.has(overlay.sha256) || overlays.path(overlay.sha256) !== null) return event
      problems.push(overlayNotThere(event.id))
      return { ...event, overlay: null }
    })
    return { ...next, events }
  }

  function problemsOf(next: Settings): Problem[] {
    const problems: Problem[] = []
    try {
      check(next)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push({ path: 'share', error: errorFactsOf(error), blocking: true })
    }
    const { dir } = next.share
    if (dir !== null && !folderExists(dir)) problems.push(folderNotThere(dir))
    const known = knownStyles()
    for (const { id, style, styles } of next.events) {
      const unknown = new Set([style, ...styles].filter((name) => !known.includes(name)))
      if (unknown.size > 0) problems.push(stylesNotHere(id, [...unknown]))
    }
    return problems
  }

  return {
    export: write,
    preview: async (found) => judge(found).change,
    async apply(found, fingerprint) {
      const { next, stored, bytes, change } = judge(found)
      if (change.fingerprint !== fingerprint) throw changed()
      const blocking = change.problems.find((problem) => problem.blocking)
      if (blocking)
        throw new AppError('settings_invalid', blocking.error.message, blocking.error.hint, {
          params: { field: blocking.path, reason: blocking.error.message },
        })
      for (const overlay of bytes.values()) await overlays.keepBytes(overlay)
      return settings.update((now) => {
        if (JSON.stringify(now) !== JSON.stringify(stored)) throw changed()
        return next
      })
    },
  }
}

function folderTaken({ path, folder, taken }: MergeNote): Problem {
  return mild(path, {
    code: 'name_invalid',
    message: `The folder "${folder}" belongs to another event here; "${taken}" is taken.`,
    hint: 'Change it after the import.',
    params: { kind: 'taken', folder, taken },
  })
}

function overlayNotThere(eventId: string): Problem {
  return mild(`events.${eventId}.overlay`, {
    code: 'overlay_missing',
    message: 'The overlay picture is not in the file.',
    hint: 'Put it in by hand.',
    params: { kind: 'import' },
  })
}

function folderNotThere(dir: string): Problem {
  return mild('share.dir', {
    code: 'share_away',
    message: `${dir} is not there on this computer.`,
    hint: 'Choose the output folder after the import.',
    params: { kind: 'import', dir },
  })
}

function stylesNotHere(eventId: string, styles: readonly string[]): Problem {
  const names = styles.join(', ')
  return mild(`events.${eventId}.style`, {
    code: 'style_unknown',
    message: `Not on this computer: ${names}.`,
    hint: 'Choose other styles.',
    params: { kind: 'import', names },
  })
}

function mild(path: string, error: ErrorFacts): Problem {
  return { path, error, blocking: false }
}

function changed(): AppError {
  return new AppError('settings_changed', 'The settings or the file changed since the preview.', 'Look at it again.')
}
