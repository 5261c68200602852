import { createHash, randomInt, randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import { consentShown, type BoothEvent, type Language } from '../../contract/event'
import type { Job, SourceName } from '../../contract/job'
import { activeEventOf, type Settings } from '../../contract/settings'
import type { BackendName, StyleInputs } from '../../contract/style'
import { checkInputs } from '../../contract/style-inputs'
import type { Backend } from '../backends/backend'
import type { Clock } from '../lib/clock'
import type { Styles } from '../styles/styles'
import type { NewJob } from './journal'

/** What may be said of any job; what is not said is as the event and the style have it. */
export interface Wish {
  style?: string | undefined
  prompt?: string | undefined
  seed?: number | undefined
  inputs?: StyleInputs | undefined
}

export interface Asked extends Wish {
  consent?: boolean
  /** In which the guest read the event's text; absent: in the booth's. */
  consentLanguage?: Language | undefined
  presser?: Job['presser']
}

export type MakeNewJob = (source: SourceName, asked: Asked) => Omit<NewJob, 'state'>

/** What a press of this moment is made of: the active event's facts and what was asked for. Throws `style_*`, `backend_unknown`, `input_*`. */
export function createNewJob(deps: {
  styles: Styles
  backends: ReadonlyMap<BackendName, Backend>
  settings: () => Settings
  clock: Clock
}): MakeNewJob {
  const { styles, backends, settings, clock } = deps

  return (source, asked) => {
    const event = activeEventOf(settings())
    const style = styles.get(asked.style ?? event.style)
    const inputs = asked.inputs ?? {}
    const language = asked.consentLanguage ?? event.language ?? settings().language
    checkInputs(style, inputs)
    if (!backends.has(style.backend)) throw withoutBackend(style.backend)
    return {
      id: randomUUID(),
      source,
      presser: asked.presser ?? 'operator',
      backend: style.backend,
      style: style.name,
      ...placeOf(event),
      ...(asked.consent ? consentTo(event, language, clock.nowMs()) : noConsent),
      prompt: asked.prompt ?? '',
      seed: asked.seed ?? randomInt(2 ** 31),
      inputs,
      countdownSec: 0,
      zoneOffsetMin: -new Date(clock.nowMs()).getTimezoneOffset(),
    }
  }
}

/** What a job takes along of its event: later changes and switches are no longer its affair. */
function placeOf({ id, name, folder, pattern, overlay }: BoothEvent): Pick<NewJob, 'eventId' | 'event' | 'output'> {
  const laidOver = overlay && { sha256: overlay.sha256, placement: overlay.placement, widthRatio: overlay.widthRatio }
  return { eventId: id, event: name, output: { folder, pattern, overlay: laidOver } }
}

const noConsent = { consentAtMs: null, consent: null }

function consentTo(event: BoothEvent, language: Language, atMs: number) {
  const shown = consentShown(event, language)
  const version = createHash('sha256').update(JSON.stringify(event.consent)).digest('hex').slice(0, 12)
  return { consentAtMs: atMs, consent: shown && { ...shown, version } }
}

function withoutBackend(backend: string): AppError {
  return new AppError('backend_unknown', `No backend "${backend}" is set up.`, 'Choose another style.', {
    params: { backend },
  })
}
