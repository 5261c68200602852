import { useTranslation } from 'react-i18next'

export function Live() {
  const { t } = useTranslation()
  return <h2>{t('live.title')}</h2>
}
