import { useTranslation } from 'react-i18next'

export function GuestScreen() {
  const { t } = useTranslation()
  return <h2>{t('kiosk.title')}</h2>
}
