import { DoorClosed } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { roomNameOf } from '../../../contract/canvas-protocol'
import { EmptyState } from '../../ui/EmptyState'
import { TooltipProvider } from '../../ui/Tooltip'
import { DrawingPage } from './DrawingPage'

/** Where people draw, on a tablet or a phone; it knows its room and nothing of the booth's state. */
export function Canvas() {
  const { t } = useTranslation()
  const room = roomNameOf(new URLSearchParams(location.search).get('room'))
  if (room === null) {
    return (
      <main>
        <EmptyState icon={DoorClosed} title={t('canvas.noRoom')} text={t('canvas.noRoomText')} />
      </main>
    )
  }
  return (
    <TooltipProvider>
      <DrawingPage room={room} />
    </TooltipProvider>
  )
}
