import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { errorText } from '../../../i18n/error-text'
import { Button } from '../../../ui/Button'
import { Chip, type ChipLevel } from '../../../ui/Chip'
import cards from '../Cards.module.css'
import settingsStyles from '../Settings.module.css'
import { CaptureFields } from './CaptureFields'
import { InstallBlock } from './InstallBlock'
import { MachineCard } from './MachineCard'
import styles from './Touchdesigner.module.css'

/** The machines that run TouchDesigner, what they may still work on, and how the booth speaks with them. */
export function TouchdesignerSection() {
  const { t } = useTranslation()
  const machines = useAppState((state) => state.touchdesigner.machines)
  return (
    <>
      <StageState />
      {machines.length === 0 ? (
        <Nobody />
      ) : (
        <ul className={cards.list} aria-label={t('touchdesigner.machines')}>
          {machines.map((machine) => (
            <MachineCard key={machine.id} machine={machine} />
          ))}
        </ul>
      )}
      <InstallBlock />
      <CaptureFields />
    </>
  )
}

const stageLevels = {
  free: 'ready',
  counting: 'busy',
  working: 'busy',
  syncing: 'busy',
  occupied: 'attention',
} as const satisfies Record<string, ChipLevel>

function StageState() {
  const { t } = useTranslation()
  const run = useCommand()
  const { stage, reason, machines } = useAppState((state) => state.touchdesigner)
  const job = useAppState((state) => (stage.jobId === null ? null : (state.jobs[stage.jobId] ?? null)))
  const isUsed = useAppState((state) => state.settings.capture.source === 'touchdesigner')
  if (reason !== null && stage.state !== 'occupied') {
    const { message, hint } = errorText(t, reason)
    return (
      <div className={settingsStyles.state}>
        <Chip level={isUsed ? 'broken' : 'idle'}>{message}</Chip>
        {/* the card below says what to connect to */}
        {machines.length > 0 && <span>{hint}</span>}
      </div>
    )
  }
  return (
    <div className={settingsStyles.state}>
      <Chip level={stageLevels[stage.state]}>
        {t(`touchdesigner.stage.${stage.state}`, { number: job?.number ?? '…' })}
      </Chip>
      {stage.state === 'occupied' && (
        <>
          <span>{t('touchdesigner.occupiedText')}</span>
          <Button onClick={() => void run('td.clearStage', {})}>{t('touchdesigner.clear')}</Button>
        </>
      )}
    </div>
  )
}

/** What today's project has to be told: the address is all that it needs. */
function Nobody() {
  const { t } = useTranslation()
  const consoleUrl = useAppState((state) => state.app.consoleUrl)
  const isSecure = useAppState((state) => state.app.lanUrls.some((url) => url.startsWith('https:')))
  const port = consoleUrl === null ? '8080' : new URL(consoleUrl).port
  return (
    <div className={styles.nobody}>
      <p>{t('touchdesigner.nobody')}</p>
      <dl className={styles.values}>
        <dt>Network Address</dt>
        <dd>
          <code>127.0.0.1</code>
        </dd>
        <dt>Network Port</dt>
        <dd>
          <code>{port}</code>
        </dd>
      </dl>
      <p>{t('touchdesigner.nobodyElsewhere')}</p>
      {isSecure && <p>{t('touchdesigner.nobodySecure')}</p>}
    </div>
  )
}
