import { CircleStop, Flame, PartyPopper } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { WarmRun, WarmUp } from '../../../../contract/server'
import { activeEventOf } from '../../../../contract/settings'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { useStyleTitle } from '../../../connection/use-style-title'
import { nameOfEvent } from '../../../events/event-list'
import { useFormat } from '../../../i18n/format'
import { goTo } from '../../../navigation'
import { Button } from '../../../ui/Button'
import { Chip, type ChipLevel } from '../../../ui/Chip'
import { ProgressBar } from '../../../ui/ProgressBar'
import cards from '../Cards.module.css'
import settingsStyles from '../Settings.module.css'
import { Reason } from './ServerAnswers'
import styles from './Servers.module.css'
import { useEventComfyStyles } from './use-event-comfy-styles'

/** Loads the models before guests come, and says which server is ready for what. */
export function WarmUpBlock() {
  const { t } = useTranslation()
  const warmUp = useAppState((state) => state.warmUp)
  return (
    <section className={cards.group}>
      <h3>{t('servers.warmUp.title')}</h3>
      <p className={settingsStyles.hint}>{t('servers.warmUp.text')}</p>
      <Which />
      <Controls warmUp={warmUp} />
      {warmUp !== null && <Runs warmUp={warmUp} />}
    </section>
  )
}

function Which() {
  const { t } = useTranslation()
  const names = useEventComfyStyles()
  const titleOf = useStyleTitle()
  const event = useAppState((state) => activeEventOf(state.settings))
  if (names.length === 0) return <p>{t('servers.warmUp.none')}</p>
  return <p>{t('servers.warmUp.which', { event: nameOfEvent(t, event), styles: names.map(titleOf).join(', ') })}</p>
}

function Controls({ warmUp }: { warmUp: WarmUp | null }) {
  const { t } = useTranslation()
  const run = useCommand()
  const names = useEventComfyStyles()
  const isUsable = useAppState((state) => state.servers.some(({ status }) => status !== 'off'))
  const isRunning = warmUp !== null && warmUp.endedAtMs === null
  if (isRunning) {
    return (
      <div className={settingsStyles.buttons}>
        <Button icon={CircleStop} onClick={() => void run('servers.stopWarming', {})}>
          {t('servers.warmUp.stop')}
        </Button>
      </div>
    )
  }
  if (names.length === 0) {
    return (
      <div className={settingsStyles.buttons}>
        <Button icon={PartyPopper} onClick={() => goTo('settings', 'events')}>
          {t('servers.warmUp.toEvent')}
        </Button>
      </div>
    )
  }
  return (
    <div className={settingsStyles.buttons}>
      <Button icon={Flame} disabled={!isUsable} onClick={() => void run('servers.warm', {})}>
        {t(warmUp === null ? 'servers.warmUp.start' : 'servers.warmUp.again')}
      </Button>
      {warmUp !== null && <Outcome warmUp={warmUp} />}
    </div>
  )
}

function Outcome({ warmUp: { runs, endedAtMs } }: { warmUp: WarmUp }) {
  const { t } = useTranslation()
  const format = useFormat()
  const failed = runs.filter(({ state }) => state === 'failed').length
  const isStopped = runs.some(({ state }) => state === 'stopped')
  const words = isStopped
    ? t('servers.warmUp.stopped')
    : failed > 0
      ? t('servers.warmUp.someFailed', { count: failed })
      : t('servers.warmUp.allWarm')
  return (
    <p className={styles.outcome} role="status">
      <Chip level={failed > 0 ? 'broken' : isStopped ? 'attention' : 'ready'}>{words}</Chip>
      {endedAtMs !== null && <span>{t('servers.warmUp.done', { time: format.shortTime(endedAtMs) })}</span>}
    </p>
  )
}

function Runs({ warmUp }: { warmUp: WarmUp }) {
  const servers = useAppState((state) => state.servers)
  const ids = [...new Set(warmUp.runs.map(({ server }) => server))]
  return (
    <div className={styles.runs}>
      {ids.map((id) => {
        const name = servers.find((server) => server.id === id)?.name ?? id
        return (
          <section key={id} aria-label={name}>
            <h4>{name}</h4>
            <ul>
              {warmUp.runs
                .filter(({ server }) => server === id)
                .map((run) => (
                  <Run key={run.style} run={run} server={name} />
                ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

const levels: Record<WarmRun['state'], ChipLevel> = {
  waiting: 'idle',
  running: 'busy',
  warm: 'ready',
  failed: 'broken',
  stopped: 'attention',
}

function Run({ run, server }: { run: WarmRun; server: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useStyleTitle()
  const { state, progress, durationMs, node, errors } = run
  const style = titleOf(run.style)
  return (
    <li className={styles.run}>
      <p className={styles.line}>
        <span className={styles.runStyle}>{style}</span>
        <Chip level={levels[state]} size="small">
          {t(`servers.warmUp.states.${state}`)}
        </Chip>
        {state === 'running' && <span>{node}</span>}
        {durationMs !== null && <span>{t('servers.warmUp.took', { duration: format.precise(durationMs) })}</span>}
      </p>
      {state === 'running' && (
        <ProgressBar label={t('servers.warmUp.progress', { style, server })} ratio={progress > 0 ? progress : null} />
      )}
      {errors.map((error, place) => (
        <Reason key={place} error={error} />
      ))}
    </li>
  )
}
