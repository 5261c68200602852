import { X } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import { useConnection } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useFormat } from '../../i18n/format'
import { IconButton } from '../../ui/IconButton'
import { Field } from './Field'
import styles from './Settings.module.css'

type PairedBrowser = CommandOutput<'pairing.list'>['browsers'][number]

/** How soon a browser that has just been admitted is seen. */
const lookEveryMs = 3000

/** Who was admitted; each can be sent away. */
export function PairedBrowsersField() {
  const { t } = useTranslation()
  const run = useCommand()
  const { browsers, look } = usePairedBrowsers()
  const revoke = async (id: string) => {
    await run('pairing.revoke', { id })
    await look()
  }
  return (
    <Field label={t('settings.network.paired')} hint={t('settings.network.pairedHint')}>
      {browsers.length === 0 ? (
        <p className={styles.hint}>{t('settings.network.nobodyPaired')}</p>
      ) : (
        <ul className={styles.list}>
          {browsers.map((browser) => (
            <BrowserLine key={browser.id} browser={browser} onRevoke={() => void revoke(browser.id)} />
          ))}
        </ul>
      )}
    </Field>
  )
}

function BrowserLine({ browser, onRevoke }: { browser: PairedBrowser; onRevoke: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const role = t(`settings.network.roles.${browser.role}`)
  const name = browser.browser === '' ? role : `${role}: ${browser.browser}`
  const since = `${format.day(browser.createdAtMs)}, ${format.shortTime(browser.createdAtMs)}`
  return (
    <li className={styles.listItem}>
      <span>
        {name} <span className={styles.hint}>{t('settings.network.pairedSince', { since })}</span>
      </span>
      <IconButton icon={X} label={t('settings.network.sendAway', { name })} onClick={onRevoke} />
    </li>
  )
}

/** Asked for, and not part of the state: who is not looking need not know. */
function usePairedBrowsers() {
  const { client } = useConnection()
  const [browsers, setBrowsers] = useState<readonly PairedBrowser[]>([])
  const look = useCallback(
    () =>
      client.command('pairing.list', {}).then(
        (answer) => setBrowsers(answer.browsers),
        // without a port nobody is paired; a lost connection is told by the shell
        () => setBrowsers([]),
      ),
    [client],
  )
  useEffect(() => {
    void look()
    const timer = setInterval(() => void look(), lookEveryMs)
    return () => clearInterval(timer)
  }, [look])
  return { browsers, look }
}
