import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState'

export function Settings() {
  const { t } = useTranslation()
  return <EmptyState icon={Hourglass} title={t('settings.title')} />
}
