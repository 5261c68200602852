import { FlaskConical, RotateCw, Settings2, Stethoscope, Trash2 } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServerSettings, ServerView } from '../../../../contract/server'
import { useServerNowMs } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { errorText } from '../../../i18n/error-text'
import { useFormat } from '../../../i18n/format'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { IconButton } from '../../../ui/IconButton'
import { useToast } from '../../../ui/Toast'
import { CheckResult, TestResult } from './ServerAnswers'
import { ServerFacts } from './ServerFacts'
import { ServerFields } from './ServerFields'
import { stateOf } from './server-words'
import cards from '../Cards.module.css'
import styles from './Servers.module.css'
import { useServerAnswers } from './use-server-answers'
import { useServerList } from './use-server-list'

export interface ServerCardProps {
  view: ServerView
  /** As it is set up; null for one of this run alone, which cannot be changed here. */
  server: ServerSettings | null
  /** Just added: it is checked without being asked. */
  isFresh: boolean
}

/** One server: how it is, what can be asked of it, and how it is set up. */
export function ServerCard({ view, server, isFresh }: ServerCardProps) {
  const { t } = useTranslation()
  const { isFixed } = useServerList()
  const headingId = useId()
  const [isOpen, setOpen] = useState(false)
  const { word, level } = stateOf(view)
  const answers = useServerAnswers(view.id)
  useCheckOnce(isFresh, answers.check)
  return (
    <li>
      <article className={cards.card} aria-labelledby={headingId}>
        <header className={cards.head}>
          <h3 id={headingId}>{view.name}</h3>
          <Chip level={level}>{t(`servers.status.${word}`)}</Chip>
        </header>
        <ServerFacts view={view} />
        {view.status === 'aside' && <Aside view={view} />}
        <div className={styles.actions}>
          <Asking view={view} answers={answers} />
          {view.canRestart && <Restart view={view} />}
          {server !== null && !isFixed && (
            <Setting view={view} isOpen={isOpen} onToggle={() => setOpen((before) => !before)} />
          )}
        </div>
        <TestResult name={view.name} answer={answers.tested} />
        <CheckResult answer={answers.checked} />
        {isOpen && server !== null && <ServerFields server={server} view={view} />}
      </article>
    </li>
  )
}

function useCheckOnce(isWanted: boolean, check: () => void) {
  const isDone = useRef(false)
  useEffect(() => {
    if (!isWanted || isDone.current) return
    isDone.current = true
    check()
  }, [isWanted, check])
}

/** Why it gets no jobs, what to do, and when it is tried again. */
function Aside({ view: { reason, retryAtMs } }: { view: ServerView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nowMs = useServerNowMs(1000)
  const why = reason && errorText(t, reason)
  const leftMs = (retryAtMs ?? 0) - nowMs
  return (
    <div className={styles.aside}>
      {why && <p className={styles.why}>{why.message}</p>}
      {why && <p>{why.hint}</p>}
      <p>{leftMs < 1000 ? t('servers.againNow') : t('servers.again', { duration: format.duration(leftMs) })}</p>
    </div>
  )
}

function Asking({ view, answers }: { view: ServerView; answers: ReturnType<typeof useServerAnswers> }) {
  const { t } = useTranslation()
  const { isChecking, isTesting, check, test } = answers
  const isOff = view.status === 'off'
  return (
    <>
      <Button icon={Stethoscope} pending={isChecking} disabled={isOff} onClick={check}>
        {t(isChecking ? 'servers.checking' : 'servers.check')}
      </Button>
      <Button icon={FlaskConical} pending={isTesting} disabled={isOff} onClick={test}>
        {t(isTesting ? 'servers.testing' : 'servers.test')}
      </Button>
    </>
  )
}

function Restart({ view: { id, name, status } }: { view: ServerView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [isBusy, setBusy] = useState(false)
  const restart = async () => {
    setBusy(true)
    const done = await run('servers.restart', { id })
    setBusy(false)
    if (done === null) return
    showToast({ level: 'ready', title: t('servers.restarted', { name }), text: t('servers.restartedText') })
  }
  return (
    <Button icon={RotateCw} pending={isBusy} disabled={status === 'off'} onClick={() => void restart()}>
      {t('servers.restart')}
    </Button>
  )
}

function Setting({ view, isOpen, onToggle }: { view: ServerView; isOpen: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const { remove } = useServerList()
  return (
    <span className={styles.setting}>
      <Button
        kind="quiet"
        icon={Settings2}
        aria-expanded={isOpen}
        aria-label={t('servers.setUpOf', { name: view.name })}
        onClick={onToggle}
      >
        {t('servers.setUp')}
      </Button>
      <IconButton
        icon={Trash2}
        label={`${t('servers.remove')}: ${view.name}`}
        onClick={(event) => {
          // the card goes with the button: the keyboard stays at the list
          const list = event.currentTarget.closest('ul')
          void remove(view.id, view.name).then(() => list?.focus())
        }}
      />
    </span>
  )
}
