import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState'

export function Queue() {
  const { t } = useTranslation()
  return <EmptyState icon={Hourglass} title={t('queue.title')} />
}
