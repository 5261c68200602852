import type { TFunction } from 'i18next'
import type { ShareView } from '../../contract/app-state'
import type { Format } from './format'

/** A share that is well but keeps a picture waiting for longer is worth a word, milliseconds. */
const slowAfterMs = 60_000

export function isShareSlow({ status, oldestWaitingAtMs }: ShareView, nowMs: number): boolean {
  return status === 'ready' && oldestWaitingAtMs !== null && nowMs - oldestWaitingAtMs > slowAfterMs
}

/** How many finished pictures wait here, how large, and since when; null while none does. */
export function waitingWords(t: TFunction, format: Format, share: ShareView, nowMs: number): string | null {
  const { waiting: count, waitingBytes, oldestWaitingAtMs } = share
  if (count === 0 || oldestWaitingAtMs === null) return null
  const age = format.duration(Math.max(0, nowMs - oldestWaitingAtMs))
  return t('app.share.waiting', { count, size: format.bytes(waitingBytes), age })
}
