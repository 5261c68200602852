import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '../ui/Toast'
import { useCommand } from './use-command'

/** Of messages that offer to take a change of the settings back: only the newest can. */
export const settingsTopic = 'settings'

/** Tells of a change of the settings, and offers to take back this change and no other. */
export function useUndoToast(): (message: { title: string; text?: string }, revision: string) => void {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  return useCallback(
    (message, revision) => {
      const undo = { label: t('app.undo'), onSelect: () => void run('settings.undo', { revision }) }
      showToast({ level: 'ready', ...message, action: undo, topic: settingsTopic })
    },
    [t, run, showToast],
  )
}
