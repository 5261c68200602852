import { MonitorOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'

/** In a browser, which a page cannot close: what the operator sees after leaving. */
export function LeftScene({ onResume }: { onResume: () => void }) {
  const { t } = useTranslation()
  return (
    <EmptyState icon={MonitorOff} title={t('kiosk.leave.left')} text={t('kiosk.leave.leftText')}>
      <Button onClick={onResume}>{t('kiosk.leave.resume')}</Button>
    </EmptyState>
  )
}
