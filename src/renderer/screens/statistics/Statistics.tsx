import { useTranslation } from 'react-i18next'

export function Statistics() {
  const { t } = useTranslation()
  return <h2>{t('statistics.title')}</h2>
}
