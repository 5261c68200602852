import { useTranslation } from 'react-i18next'

export function Kiosk() {
  const { t } = useTranslation()
  return <h2>{t('kiosk.title')}</h2>
}
