import { Bell, ClockCheck, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Notice } from '../../contract/app-state'
import { useAppState } from '../connection/use-app-state'
import { useCommand } from '../connection/use-command'
import { errorText } from '../i18n/error-text'
import { useFormat } from '../i18n/format'
import { Button } from '../ui/Button'
import { Chip } from '../ui/Chip'
import { IconButton } from '../ui/IconButton'
import { useToast } from '../ui/Toast'
import styles from './Notices.module.css'

/** What the operator should know and no job tells; nothing is shown while there is nothing. */
export function Notices() {
  const { t } = useTranslation()
  const notices = useAppState((state) => state.notices)
  if (notices.length === 0) return null
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.trigger}>
        <Chip level="attention" icon={Bell}>
          {t('app.health.notices', { count: notices.length })}
        </Chip>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.panel}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          // A focused button would show its tooltip, and the first Esc would close that alone.
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
        >
          <h2>{t('app.notices.title')}</h2>
          <ul>
            {notices.map((notice) => (
              <NoticeRow key={notice.id} notice={notice} />
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Erasing waits for this word of a person: a clock that is wrong by a year must not empty the booth. */
const asksForDate: ReadonlySet<string> = new Set(['clock_jumped', 'date_unsure'])

function ConfirmDate({ notice }: { notice: Notice }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const confirm = async () => {
    const done = notice.dismissable
      ? await run('notices.dismiss', { id: notice.id })
      : await run('retention.confirmClock', {})
    if (done === null) return
    showToast({ level: 'ready', title: t('app.notices.confirmClock'), text: t('app.notices.clockConfirmed') })
  }
  return (
    <Button size="small" icon={ClockCheck} className={styles.confirm} onClick={() => void confirm()}>
      {t('app.notices.confirmClock')}
    </Button>
  )
}

function NoticeRow({ notice }: { notice: Notice }) {
  const { t } = useTranslation()
  const format = useFormat()
  const run = useCommand()
  const { message, hint } = errorText(t, notice.error)
  const isQuestion = asksForDate.has(notice.error.code)
  return (
    <li className={styles.notice}>
      <div className={styles.words}>
        <Chip level={notice.level} size="small">
          {message}
        </Chip>
        <p>
          {hint} <time className={styles.time}>{format.shortTime(notice.atMs)}</time>
        </p>
        {isQuestion && <ConfirmDate notice={notice} />}
        <details className={styles.details}>
          <summary>{t('app.notices.details')}</summary>
          <p lang="en">{notice.error.message}</p>
        </details>
      </div>
      {notice.dismissable && !isQuestion && (
        <IconButton
          icon={X}
          label={t('app.notices.dismiss')}
          onClick={() => void run('notices.dismiss', { id: notice.id })}
        />
      )}
    </li>
  )
}
