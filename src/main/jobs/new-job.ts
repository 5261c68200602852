import { randomInt, randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import type { Job, SourceName } from '../../contract/job'
import { activeEventOf, type Settings } from '../../contract/settings'
import type { BackendName } from '../../contract/style'
import type { Backend } from '../backends/backend'
import type { Clock } from '../lib/clock'
import type { Styles } from '../styles/styles'
import type { NewJob } from './journal'

export interface Asked {
  style?: string
  prompt?: string
  seed?: number
  consent?: boolean
  presser?: Job['presser']
}

/** What a press of this moment is made of: the active event's facts and what was asked for. Throws `style_*`, `backend_unknown`. */
export function createNewJob(deps: {
  styles: Styles
  backends: ReadonlyMap<BackendName, Backend>
  settings: () => Settings
  clock: Clock
}): (source: SourceName, asked: Asked) => Omit<NewJob, 'state'> {
  const { styles, backends, settings, clock } = deps

  return (source, asked) => {
    const event = activeEventOf(settings())
    const style = styles.get(asked.style ?? event.style)
    if (!backends.has(style.backend)) throw withoutBackend(style.backend)
    return {
      id: randomUUID(),
      source,
      presser: asked.presser ?? 'operator',
      backend: style.backend,
      style: style.name,
      ...placeOf(event),
      consentAtMs: asked.consent ? clock.nowMs() : null,
      prompt: asked.prompt ?? '',
      seed: asked.seed ?? randomInt(2 ** 31),
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

function withoutBackend(backend: string): AppError {
  return new AppError('backend_unknown', `No backend "${backend}" is set up.`, 'Choose another style.', {
    params: { backend },
  })
}
