import { useTranslation } from 'react-i18next'
import type { ServerView } from '../../../../contract/server'
import { useStyleTitle } from '../../../connection/use-style-title'
import { useFormat } from '../../../i18n/format'
import { deviceName } from './server-words'
import styles from './Servers.module.css'

/** Where it is, what it is, how far away, how much it has to do. */
export function ServerFacts({ view }: { view: ServerView }) {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  const { status, warmStyles, headerNames } = view
  return (
    <div className={styles.facts}>
      <p className={styles.line}>
        {view.name !== view.url && <code>{view.url}</code>}
        {status === 'ready' && <Numbers view={view} />}
        {headerNames.length > 0 && <span>{t('servers.signsIn', { names: headerNames.join(', ') })}</span>}
      </p>
      {status === 'ready' && view.devices.map((device) => <Device key={device.name} device={device} />)}
      {status === 'ready' && warmStyles.length > 0 && (
        <p>{t('servers.warm', { styles: warmStyles.map(titleOf).join(', ') })}</p>
      )}
    </div>
  )
}

function Numbers({ view: { version, latencyMs, queueLength, ownJobs } }: { view: ServerView }) {
  const { t } = useTranslation()
  const inLine = queueLength === 0 ? t('servers.nobodyInLine') : t('servers.inLine', { count: queueLength })
  const ours = ownJobs > 0 && ownJobs < queueLength ? ` (${t('servers.ours', { count: ownJobs })})` : ''
  return (
    <>
      <span>{version === '' ? t('servers.noVersion') : t('servers.version', { version })}</span>
      {latencyMs !== null && <span>{t('servers.latency', { ms: Math.max(1, Math.round(latencyMs)) })}</span>}
      <span>
        {inLine}
        {ours}
      </span>
    </>
  )
}

/** Its memory as a bar: a card that is nearly full is why the next style takes long. */
function Device({ device }: { device: ServerView['devices'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { vramTotalBytes: total, vramFreeBytes: free } = device
  const name = deviceName(device.name)
  // as cards are sold: 24 GB are 24 times 2^30 bytes
  const gigabytes = (bytes: number) => format.number(Math.round((bytes / 2 ** 30) * 10) / 10)
  return (
    <p className={styles.device} title={device.name}>
      <span>{name}</span>
      {total > 0 && (
        <>
          <meter
            className={styles.memory}
            aria-label={t('servers.memoryOf', { device: name })}
            min={0}
            max={total}
            value={total - free}
          />
          <span>{t('servers.memory', { free: gigabytes(free), total: gigabytes(total) })}</span>
        </>
      )}
    </p>
  )
}
