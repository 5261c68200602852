import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { settings as settingsShape, type Settings } from '../../contract/settings'
import { settingsFile, type SettingsFile } from '../../contract/settings-file'
import { migrateSettings, settingsMigrations } from './settings-migrations'

/** A settings file that was understood whole: its settings at our version, its overlays with the bytes that they claim. */
export interface ReadSettingsFile {
  file: SettingsFile
  settings: Settings
  overlays: Map<string, Buffer>
}

const head = z.looseObject({ kind: z.literal('photocall-settings') })
const versioned = z.looseObject({ settings: z.looseObject({ version: z.number().int() }) })

/** Throws `settings_foreign`, `settings_newer`, or `settings_invalid` naming what is damaged. */
export function readSettingsFile(found: unknown): ReadSettingsFile {
  if (!head.safeParse(found).success) throw foreign()
  const newer = versioned.safeParse(found)
  if (newer.success && newer.data.settings.version > newestVersion) throw tooNew(newer.data.settings.version)
  const file = parsed('', settingsFile, found)
  const settings = parsed('settings', settingsShape, migrateSettings(file.settings, settingsMigrations))
  return { file, settings: withoutCommands(settings), overlays: overlaysOf(file) }
}

/**
 * A command in somebody's file would run on this computer as soon as "Restart ComfyUI" is pressed; one of this computer may
 * hold a token (`HF_TOKEN=... python main.py`).
 */
export function withoutCommands(settings: Settings): Settings {
  const servers = settings.comfyui.servers.map((server) => ({ ...server, startCommand: '' }))
  return { ...settings, comfyui: { ...settings.comfyui, servers } }
}

const newestVersion = settingsShape.parse({}).version

function overlaysOf({ overlays }: SettingsFile): Map<string, Buffer> {
  const read = new Map<string, Buffer>()
  for (const [sha256, base64] of Object.entries(overlays)) {
    const bytes = Buffer.from(base64, 'base64')
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(`overlays.${sha256}`, 'other bytes')
    read.set(sha256, bytes)
  }
  return read
}

function parsed<T>(at: string, shape: z.ZodType<T>, value: unknown): T {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = [at, ...(issue?.path ?? [])].filter((part) => part !== '').join('.')
  throw damaged(path || 'the file', issue?.message ?? 'not valid')
}

function foreign(): AppError {
  const hint = 'Choose a file that was written by "Export settings".'
  return new AppError('settings_foreign', 'This is no settings file of Photocall.', hint)
}

function tooNew(version: number): AppError {
  const message = `The file is of settings version ${version}; this console knows ${newestVersion}.`
  return new AppError('settings_newer', message, 'Update this console first.', { params: { version } })
}

function damaged(field: string, reason: string): AppError {
  const hint = 'Export the settings again; nothing was changed here.'
  return new AppError('settings_invalid', `The settings file is damaged: ${field}: ${reason}.`, hint, {
    params: { field, reason },
  })
}
