import type { TFunction } from 'i18next'
import type { BackendView, CameraStatus, CameraView, ShareView } from '../../contract/app-state'
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

export function shareHealth(t: TFunction, format: Format, share: ShareView): Health {
  const why = share.reason && errorText(t, share.reason)
  const detail = why ? `${why.message}. ${why.hint}` : share.dir
  const count = share.waiting
  const free = share.freeBytes === null ? '' : format.bytes(share.freeBytes)
  if (share.status === 'full') return { level: 'broken', words: t('app.health.shareFull'), detail }
  if (share.status === 'read-only') return { level: 'broken', words: t('app.health.shareReadOnly'), detail }
  if (share.status === 'away') {
    const words = count > 0 ? t('app.health.shareAway', { count }) : t('app.health.shareAwayNone')
    return { level: 'attention', words, detail }
  }
  if (count > 0) return { level: 'attention', words: t('app.health.shareWaiting', { count, free }), detail }
  const words = free ? t('app.health.shareReady', { free }) : t('app.health.shareReadyUnknown')
  return { level: 'ready', words, detail }
}

export function kioskHealth(t: TFunction, isOpen: boolean): Health {
  const words = isOpen ? t('app.health.kioskOpen') : t('app.health.kioskClosed')
  return { level: isOpen ? 'ready' : 'idle', words, detail: null }
}
