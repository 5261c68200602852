import { isAbsolute } from 'node:path'
import { AppError } from '../contract/errors'
import { activeEventOf, type Settings, type SettingsPatch } from '../contract/settings'
import { checkEventNames, exampleInEvent } from './events/event-names'
import type { Clock } from './lib/clock'
import type { Platform } from './platform'
import { openSettings, type SettingsStore } from './settings/settings-store'

/** The settings with what can be checked only here: that the files of every event can be named below the share. */
export interface BoothSettings {
  settings: SettingsStore
  /** Throws AppError for settings that cannot be used on this machine. */
  check(next: Settings): void
  /** The name that the newest facts would give below `folder`; null for the active event's. Throws `name_invalid`. */
  exampleName(dir: string | null, pattern: string, folder: string | null): string
}

export function openBoothSettings(deps: {
  path: string
  overlay: SettingsPatch
  clock: Clock
  platform: Pick<Platform, 'picturesDir' | 'language'>
}): BoothSettings {
  const { path, overlay, clock } = deps
  const { picturesDir, language } = deps.platform
  const wholeDir = (dir: string | null) => (dir === null ? picturesDir : absolute(dir))
  const check = (next: Settings) => checkEventNames(next, wholeDir(next.share.dir))
  const settings = openSettings({ path, overlay, language, nowMs: clock.nowMs(), check })
  return {
    settings,
    check,
    exampleName(dir, pattern, folder) {
      const event = activeEventOf(settings.get())
      return exampleInEvent(
        { ...event, folder: folder ?? event.folder, pattern },
        pattern,
        wholeDir(dir),
        clock.nowMs(),
      )
    },
  }
}

function absolute(dir: string): string {
  if (isAbsolute(dir)) return dir
  const example = process.platform === 'win32' ? 'E:\\Photocall' : '/home/booth/Photocall'
  throw new AppError('name_invalid', `"${dir}" is no whole path.`, `Write the folder whole: ${example}.`)
}
