import { Link } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import { useServerNowMs } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useFormat } from '../../i18n/format'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { Field } from './Field'
import styles from './Settings.module.css'

const roles = ['console', 'kiosk', 'tablet'] as const

/** Admits one more browser: a code that works once, for ten minutes. */
export function PairField() {
  const { t } = useTranslation()
  const run = useCommand()
  const [role, setRole] = useState<(typeof roles)[number]>('console')
  const [pairing, setPairing] = useState<CommandOutput<'pairing.create'> | null>(null)
  const pair = async () => setPairing(await run('pairing.create', { role }))
  return (
    <Field label={t('settings.network.pair')} hint={t('settings.network.pairHint')}>
      <div className={styles.buttons}>
        <Select
          label={t('settings.network.pairAs')}
          value={role}
          options={roles.map((value) => ({ value, label: t(`settings.network.roles.${value}`) }))}
          onChange={setRole}
        />
        <Button icon={Link} onClick={() => void pair()}>
          {t('settings.network.newCode')}
        </Button>
      </div>
      {pairing !== null && <Code pairing={pairing} />}
    </Field>
  )
}

function Code({ pairing: { code, url, expiresAtMs } }: { pairing: CommandOutput<'pairing.create'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useServerNowMs(1000)
  const leftMs = expiresAtMs - nowMs
  if (leftMs <= 0) return <p className={styles.hint}>{t('settings.network.expired')}</p>
  return (
    <div className={styles.pairing} role="status">
      <p className={styles.code}>{code}</p>
      <code>{url}</code>
      <p className={styles.hint}>{t('settings.network.expires', { duration: format.duration(leftMs) })}</p>
    </div>
  )
}
