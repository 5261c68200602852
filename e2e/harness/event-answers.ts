import type { CaptureView } from '../../src/contract/capture'
import type { CommandArgs, CommandName } from '../../src/contract/commands'
import { AppError } from '../../src/contract/errors'
import { boothEvent, type BoothEvent, type EventChange } from '../../src/contract/event'
import { settings as settingsShape, type ChangedSettings, type Settings } from '../../src/contract/settings'
import { settingsFile, type SettingsDifference } from '../../src/contract/settings-file'

type Answers = { [N in CommandName]?: (args: CommandArgs<N>) => unknown }

export interface EventBooth {
  settings: () => Settings
  setSettings: (next: unknown) => ChangedSettings
  captures: () => readonly CaptureView[]
  confirmClock: () => void
}

/** The commands of events and of the settings as a file, answered of an invented booth. */
export function eventAnswers({ settings, setSettings, captures, confirmClock }: EventBooth): Answers {
  const find = (id: string): BoothEvent => {
    const event = settings().events.find((one) => one.id === id)
    if (event) return event
    throw new AppError('event_unknown', 'There is no such event.', 'Reload.', { params: { event: id } })
  }
  const replace = (id: string, next: BoothEvent) => {
    const events = settings().events.map((event) => (event.id === id ? next : event))
    const { revision } = setSettings({ ...settings(), events })
    return { ...find(id), revision }
  }
  const add = (event: BoothEvent) => {
    setSettings({ ...settings(), events: [...settings().events, event] })
    return find(event.id)
  }
  const fresh = (name: string) => ({
    id: `e${Date.now().toString(36)}`,
    name,
    folder: name.replaceAll(/[<>:"|?*\\/{}.]/g, '_'),
    createdAtMs: Date.now(),
  })

  return {
    'events.list': () => ({ events: settings().events.map(({ id }) => factsOf(id, captures())) }),
    'events.create': ({ name }) => add(boothEvent.parse(fresh(name))),
    'events.duplicate': ({ id, name }) => add({ ...find(id), ...fresh(name) }),
    'events.change': ({ id, change }) => replace(id, changed(find(id), change)),
    'events.choose': ({ id }) => (setSettings({ ...settings(), activeEvent: find(id).id }), {}),
    'events.remove': ({ id }) => {
      const { revision } = setSettings({ ...settings(), events: settings().events.filter((event) => event.id !== id) })
      return { revision }
    },
    'events.removeOverlay': ({ id }) => replace(id, { ...find(id), overlay: null }),
    'retention.confirmClock': () => (confirmClock(), {}),
    'settings.export': () => ({
      kind: 'photocall-settings',
      app: '0.1.0',
      writtenAtMs: Date.now(),
      settings: settings(),
      leftOut: [{ path: 'pin', reason: 'A PIN is set on each booth by itself.' }],
    }),
    'settings.preview': ({ file }) => previewOf(settings(), file),
    'settings.apply': ({ file }) => setSettings(settingsFile.parse(file).settings),
  }
}

function changed(event: BoothEvent, { consent, retention, overlay, ...plain }: EventChange): BoothEvent {
  return boothEvent.parse({
    ...event,
    ...plain,
    consent: { ...event.consent, ...consent },
    retention: { ...event.retention, ...retention },
    overlay: event.overlay && { ...event.overlay, ...overlay },
  })
}

function factsOf(id: string, captures: readonly CaptureView[]) {
  const own = captures.filter(({ eventId }) => eventId === id)
  const times = own.map(({ takenAtMs }) => takenAtMs)
  return {
    id,
    captures: own.length,
    jobs: own.length,
    unfinished: 0,
    firstPressAtMs: times.length === 0 ? null : Math.min(...times),
    lastPressAtMs: times.length === 0 ? null : Math.max(...times),
  }
}

function previewOf(now: Settings, file: unknown): unknown {
  const parsed = settingsFile.safeParse(file)
  if (!parsed.success) throw new AppError('settings_foreign', 'This is no settings file.', 'Choose another one.')
  return {
    fingerprint: 'invented',
    app: parsed.data.app,
    writtenAtMs: parsed.data.writtenAtMs,
    changes: differences(now, settingsShape.parse(parsed.data.settings)),
    problems: parsed.data.leftOut.map(({ path, reason }) => ({
      path,
      error: { code: 'overlay_missing', message: reason, hint: '', params: { kind: 'import' } },
      blocking: false,
    })),
  }
}

/** Leaf by leaf; events by their id. */
function differences(before: object, after: object, at = ''): SettingsDifference[] {
  const [old, next] = [before, after].map((one) => named(one)) as [Record<string, unknown>, Record<string, unknown>]
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap((key) => {
    const [was, is] = [old[key], next[key]]
    const path = `${at}${key}`
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    const isNested = isPart(was) && isPart(is)
    return isNested ? differences(was, is, `${path}.`) : [{ path, before: was, after: is }]
  })
}

function isPart(value: unknown): value is object {
  return typeof value === 'object' && value !== null && (!Array.isArray(value) || isEvents(value))
}

function isEvents(value: unknown): value is { id: string }[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object' && one !== null)
}

function named(value: object): object {
  return isEvents(value) ? Object.fromEntries(value.map((one) => [one.id, one])) : value
}
