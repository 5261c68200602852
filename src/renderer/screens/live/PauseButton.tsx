import { Pause, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

/** A break for the operator: what is in the line is finished, nothing new is taken. */
export function PauseButton() {
  const { t } = useTranslation()
  const run = useCommand()
  const isPaused = useAppState((state) => state.queue.paused)
  const isDraining = useAppState((state) => state.queue.draining)
  // Then the shutter itself says so, with the way out in it.
  const isInShutter = useAppState((state) => state.queue.blocked?.code === 'paused')
  if (isPaused) {
    return (
      <>
        <Chip level="attention" icon={Pause}>
          {isDraining ? t('live.draining') : t('live.paused')}
        </Chip>
        {!isInShutter && (
          <Button icon={Play} onClick={() => void run('queue.resume', {})}>
            {t('live.resume')}
          </Button>
        )}
      </>
    )
  }
  return (
    <Button kind="quiet" icon={Pause} onClick={() => void run('queue.pause', {})}>
      {t('live.pauseAfterQueue')}
    </Button>
  )
}
