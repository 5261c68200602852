import { Brush } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { roomNameOf } from '../../../contract/canvas-protocol'
import { EmptyState } from '../../ui/EmptyState'

/** Where people draw, on a tablet or a phone; it knows its room and nothing of the booth's state. */
export function Canvas() {
  const { t } = useTranslation()
  const room = roomNameOf(new URLSearchParams(location.search).get('room'))
  return (
    <main>
      <EmptyState icon={Brush} title={room ?? t('canvas.noRoom')} />
    </main>
  )
}
