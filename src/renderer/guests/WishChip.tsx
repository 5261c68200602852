import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../connection/use-app-state'
import { useFormat } from '../i18n/format'
import { Chip } from '../ui/Chip'

/** What a guest wishes of a picture and how far it is; nothing for all others. */
export function WishChip({ jobId, onPicture = false }: { jobId: string; onPicture?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const wish = useAppState((state) => state.guests.wishes[jobId])
  if (wish === undefined) return null
  const isOver = wish.doneAtMs !== null
  const words =
    wish.begunAtMs === null
      ? t('guests.wish.asked', { time: format.time(wish.dueAtMs) })
      : t(`guests.wish.${isOver ? 'done' : wish.open.length > 0 ? 'waits' : 'going'}`)
  return (
    <Chip level={isOver ? 'idle' : 'attention'} icon={Trash2} size="small" onPicture={onPicture}>
      {words}
    </Chip>
  )
}
