import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoothEvent } from '../../contract/event'
import { activeEventOf } from '../../contract/settings'
import { useAppState } from '../connection/use-app-state'
import { useCommand } from '../connection/use-command'
import { settingsTopic } from '../connection/use-undo-toast'
import { useToast } from '../ui/Toast'
import { nameOfEvent } from './event-list'

/** Switches at once, tells what becomes of the pictures in hand, and offers the way back. */
export function useChooseEvent(): (event: Pick<BoothEvent, 'id' | 'name'>) => Promise<void> {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const before = useAppState((state) => activeEventOf(state.settings))
  return useCallback(
    async (event) => {
      if (event.id === before.id || (await run('events.choose', { id: event.id })) === null) return
      showToast({
        level: 'ready',
        title: t('events.chosen', { name: nameOfEvent(t, event) }),
        text: t('events.chosenText', { before: nameOfEvent(t, before) }),
        action: { label: t('app.undo'), onSelect: () => void run('events.choose', { id: before.id }) },
        topic: settingsTopic,
      })
    },
    [before, run, showToast, t],
  )
}
