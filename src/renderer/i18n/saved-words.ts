import type { TFunction } from 'i18next'
import type { SyncProvider } from '../../contract/sync-provider'

/** A file on a synced drive is handed over; of any other the console may say what it knows for itself: `plain`. */
export function savedWords(t: TFunction, handedTo: SyncProvider | null, plain: string): string {
  return handedTo === null ? plain : t('app.handedTo', { name: syncName(t, handedTo) })
}

/** `plain`, or to whom they were handed; without the number. */
export function savedTodayWords(t: TFunction, handedTo: SyncProvider | null, words: { count: number; plain: string }) {
  const { count, plain } = words
  return handedTo === null ? plain : t('app.handedToday', { count, name: syncName(t, handedTo) })
}

/** Short, as people say it. */
export function syncName(t: TFunction, provider: SyncProvider): string {
  return t(`app.syncNames.${provider}`)
}
