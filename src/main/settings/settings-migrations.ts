/** Turns settings of one version into the next; the key is the version it starts from. */
export type SettingsMigrations = Record<number, (old: Record<string, unknown>) => Record<string, unknown>>

export const settingsMigrations: SettingsMigrations = { 1: withFirstEvent }

/** Step by step to the newest version; what has no step on stays as it is, for the check to accept or refuse. */
export function migrateSettings(found: unknown, migrations: SettingsMigrations): unknown {
  if (!isPlain(found)) return found
  const step = migrations[Number(found['version'] ?? 1)]
  return step ? migrateSettings(step(found), migrations) : found
}

/** What stood for the only event becomes the first of many; it keeps the share's root, so no file changes its place. */
function withFirstEvent(old: Record<string, unknown>): Record<string, unknown> {
  const { eventName, capture, ...rest } = old
  const { style, kioskStyles, ...shooting } = isPlain(capture) ? capture : {}
  const first = { id: 'first', ...given({ name: eventName, style, styles: kioskStyles }) }
  return { ...rest, ...given({ capture: isPlain(capture) ? shooting : capture }), version: 2, events: [first] }
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
