import { useEffect, useState } from 'react'
import { Plug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/EmptyState'

/** The first snapshot is here within a blink; only a delay is worth words. */
const patienceMs = 700

export function Connecting({ page }: { page: 'console' | 'kiosk' }) {
  const { t } = useTranslation()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!isLong || page === 'kiosk') return null
  return <EmptyState icon={Plug} title={t('app.connecting')} />
}
