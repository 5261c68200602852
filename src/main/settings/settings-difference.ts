import type { SettingsDifference } from '../../contract/settings-file'
import type { Settings } from '../../contract/settings'

/** Pure: every single value that differs, in the order of the settings; an event that comes or goes is one value. */
export function differencesOf(before: Settings, after: Settings): SettingsDifference[] {
  return compare('', { ...before, events: byId(before) }, { ...after, events: byId(after) })
}

function byId({ events }: Settings): Record<string, unknown> {
  return Object.fromEntries(events.map(({ id, ...facts }) => [id, facts]))
}

function compare(path: string, before: unknown, after: unknown): SettingsDifference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isPlain(before) || !isPlain(after)) return [{ path, ...given({ before, after }) }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => compare(path === '' ? name : `${path}.${name}`, before[name], after[name]))
}

function given({ before, after }: { before: unknown; after: unknown }): { before?: unknown; after?: unknown } {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
