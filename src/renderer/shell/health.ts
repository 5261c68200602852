import type { TFunction } from 'i18next'
import type { AppState, BackendView, CameraStatus, CameraView, ShareView } from '../../contract/app-state'
import type { ServerView } from '../../contract/server'
import { errorText } from '../i18n/error-text'
import type { Format } from '../i18n/format'
import type { ChipLevel } from '../ui/Chip'

/** One part of the strip on top: how it is, in a colour and in words. */
export interface Health {
  level: ChipLevel
  words: string
  /** Why, and what to do; null while there is nothing to say. */
  detail: string | null
}

const cameraLevels: Record<CameraStatus, ChipLevel> = {
  ready: 'ready',
  starting: 'busy',
  none: 'broken',
  denied: 'broken',
  'in-use': 'broken',
  lost: 'broken',
}

const cameraWords = {
  ready: 'app.health.cameraReady',
  starting: 'app.health.cameraStarting',
  none: 'app.health.cameraNone',
  denied: 'app.health.cameraDenied',
  'in-use': 'app.health.cameraInUse',
  lost: 'app.health.cameraLost',
} as const satisfies Record<CameraStatus, string>

export function cameraHealth(t: TFunction, camera: CameraView): Health {
  const size = camera.widthPx > 0 ? `${camera.label} ${camera.widthPx} × ${camera.heightPx}` : camera.label
  return { level: cameraLevels[camera.status], words: t(cameraWords[camera.status]), detail: size || null }
}

export function backendHealth(t: TFunction, backend: BackendView): Health {
  const name = t(`app.health.${backend.name}`)
  const { busySlots: busy, slots } = backend
  if (backend.status === 'unavailable') {
    const why = backend.reason && errorText(t, backend.reason)
    return {
      level: 'broken',
      words: t('app.health.backendUnavailable', { name }),
      detail: why && `${why.message}. ${why.hint}`,
    }
  }
  if (busy > 0) return { level: 'busy', words: t('app.health.backendBusy', { name, busy, slots }), detail: null }
  return { level: 'ready', words: t('app.health.backendReady', { name }), detail: null }
}

/** `ComfyUI 2/2`: how many of the servers in use take jobs; each by name for whoever looks closer. */
export function serversHealth(t: TFunction, servers: readonly ServerView[], { busySlots }: BackendView): Health {
  const used = servers.filter(({ status }) => status !== 'off')
  const ready = used.filter(({ status }) => status === 'ready').length
  const isLooking = used.some(({ status }) => status === 'checking')
  const hasAside = used.some(({ status }) => status === 'aside')
  const detail = used.map((server) => `${server.name}: ${serverWords(t, server)}`).join('\n')
  if (ready === 0 && isLooking) return { level: 'busy', words: t('app.health.serversLooking'), detail }
  const words = t('app.health.serversReady', { ready, all: used.length })
  if (ready === 0) return { level: 'broken', words, detail }
  if (hasAside) return { level: 'attention', words, detail }
  return { level: busySlots > 0 || isLooking ? 'busy' : 'ready', words, detail }
}

function serverWords(t: TFunction, { status, reason, queueLength }: ServerView): string {
  if (status === 'aside') return reason ? errorText(t, reason).message : t('servers.status.aside')
  if (status !== 'ready') return t(`servers.status.${status}`)
  return t(queueLength > 0 ? 'servers.status.busy' : 'servers.status.idle')
}

/** Away is no harm yet: pictures wait here. */
const shareLevels = { away: 'attention', full: 'broken', 'read-only': 'broken' } as const

export function shareHealth(t: TFunction, format: Format, share: ShareView): Health {
  const { status, waiting: count, reason } = share
  const why = reason && errorText(t, reason)
  const detail = why ? `${why.message}. ${why.hint}` : share.dir
  if (isLookedFor(share)) return { level: 'busy', words: t('app.health.shareLooking'), detail }
  if (status === 'ready')
    return { level: count > 0 ? 'attention' : 'ready', words: readyWords(t, format, share), detail }
  const state = t(`app.health.share.${status}`)
  const words = count > 0 ? t('app.health.shareStopped', { state, count }) : state
  return { level: shareLevels[status], words, detail }
}

/** Right after the start nobody knows yet. */
export function isLookedFor({ reason }: ShareView): boolean {
  return reason?.params?.['kind'] === 'looking'
}

function readyWords(t: TFunction, format: Format, { waiting: count, freeBytes }: ShareView): string {
  if (freeBytes === null) {
    return count > 0 ? t('app.health.shareWaitingUnknown', { count }) : t('app.health.shareReadyUnknown')
  }
  const free = format.bytes(freeBytes)
  return count > 0 ? t('app.health.shareWaiting', { count, free }) : t('app.health.shareReady', { free })
}

export function kioskHealth(t: TFunction, { open, hidden }: AppState['kiosk']): Health {
  if (hidden) return { level: 'attention', words: t('app.health.kioskHidden'), detail: t('app.health.kioskHiddenWhy') }
  const words = open ? t('app.health.kioskOpen') : t('app.health.kioskClosed')
  return { level: open ? 'ready' : 'idle', words, detail: null }
}
