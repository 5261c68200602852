import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { activeEventOf } from '../../../contract/settings'
import { useConnection } from '../../connection/use-app-state'
import { useErrorToast } from '../../connection/use-command'
import { useToast } from '../../ui/Toast'

/** Gives picture files to the queue one after the other; the core decides what is a picture. */
export function useUpload(): (files: readonly File[]) => Promise<void> {
  const { t } = useTranslation()
  const { client, mirror } = useConnection()
  const showToast = useToast()
  const tellError = useErrorToast()
  return useCallback(
    async (files) => {
      const { state } = mirror.store.getState()
      const style = state ? activeEventOf(state.settings).style : undefined
      let added = 0
      for (const file of files) {
        try {
          await client.upload(file, style === undefined ? {} : { style })
          added += 1
        } catch (error) {
          tellError(error)
        }
      }
      if (added > 0) showToast({ level: 'ready', title: t('live.uploaded', { count: added }) })
    },
    [client, mirror, showToast, t, tellError],
  )
}
