import { Radar } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GuestsCheck, GuestsView } from '../../../../contract/guests'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { errorText } from '../../../i18n/error-text'
import { useFormat } from '../../../i18n/format'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { Field } from '../Field'
import styles from '../Settings.module.css'

/** Where links lead, whether anybody came, and what each address answers when it is asked now. */
export function ReachField() {
  const { t } = useTranslation()
  const run = useCommand()
  const guests = useAppState((state) => state.guests)
  const [check, setCheck] = useState<GuestsCheck | null>(null)
  const [isChecking, setChecking] = useState(false)
  const ask = async () => {
    setChecking(true)
    setCheck(await run('guests.check', {}))
    setChecking(false)
  }
  return (
    <Field label={t('guests.status')} hint={t('guests.checkHint')}>
      <Standing guests={guests} />
      {guests.open && (
        <>
          <Button icon={Radar} disabled={isChecking} onClick={() => void ask()}>
            {isChecking ? t('guests.checking') : t('guests.check')}
          </Button>
          {check !== null && <Answers check={check} />}
        </>
      )}
    </Field>
  )
}

function Standing({ guests }: { guests: GuestsView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isEnabled = useAppState((state) => state.settings.guests.enabled)
  if (guests.reason !== null) {
    const { message, hint } = errorText(t, guests.reason)
    return (
      <div className={styles.broken}>
        <Chip level="broken">{t('guests.notOpen')}</Chip>
        <p>{message}</p>
        <p className={styles.hint}>{hint}</p>
      </div>
    )
  }
  if (!guests.open) return <Chip level="idle">{t('guests.closed')}</Chip>
  return (
    <div className={styles.broken}>
      <Chip level={guests.hasLinks ? 'ready' : 'attention'}>
        {guests.hasLinks ? t('guests.open') : t('guests.noAddress')}
      </Chip>
      {guests.baseUrl !== null && (
        <p>
          {t('guests.linksTo')} <code>{guests.baseUrl}</code>
        </p>
      )}
      {!isEnabled && <p className={styles.hint}>{t('guests.thisRun')}</p>}
      <p className={styles.hint}>
        {guests.lastPhoneAtMs === null
          ? t('guests.noPhone')
          : t('guests.lastPhone', { time: format.time(guests.lastPhoneAtMs) })}
      </p>
    </div>
  )
}

function Answers({ check: { places, hints } }: { check: GuestsCheck }) {
  const { t } = useTranslation()
  const setPort = useAppState((state) => state.settings.guests.port)
  // a flag may have opened another one for this run
  const own = places.find(({ isPublic }) => !isPublic)
  const port = own === undefined ? setPort : new URL(own.url).port
  return (
    <ul className={styles.list} role="status">
      {places.map(({ url, error }) => (
        <li key={url} className={styles.broken}>
          <Chip level={error === null ? 'ready' : 'broken'}>
            {error === null ? `${url} ${t('guests.reached')}` : errorText(t, error).message}
          </Chip>
          {error !== null && <span className={styles.hint}>{errorText(t, error).hint}</span>}
        </li>
      ))}
      {hints.map((hint) => (
        <li key={hint} className={styles.hint}>
          {t(`guests.hints.${hint}`, { port })}
        </li>
      ))}
    </ul>
  )
}
