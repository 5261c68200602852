import { useTranslation } from 'react-i18next'
import type { ErrorFacts } from '../../../../contract/errors'
import type { ServerCheck, ServerTest } from '../../../../contract/server'
import { useStyleTitle } from '../../../connection/use-style-title'
import { errorText } from '../../../i18n/error-text'
import { useFormat } from '../../../i18n/format'
import { Chip } from '../../../ui/Chip'
import styles from './Servers.module.css'
import { useEventComfyStyles } from './use-event-comfy-styles'
import type { Answer } from './use-server-answers'

/** The picture that came back and how long it took, or what went wrong on the way. */
export function TestResult({ name, answer }: { name: string; answer: Answer<ServerTest> | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (answer === null) return <div className={styles.silent} role="status" />
  return (
    <div className={styles.answer} role="status">
      {answer.ok ? (
        <div className={styles.tested}>
          <img src={answer.value.pictureUrl} alt={t('servers.testPicture', { name })} />
          <div className={styles.words}>
            <Chip level="ready">{t('servers.tested', { duration: format.precise(answer.value.durationMs) })}</Chip>
            <p>{t('servers.testedText')}</p>
          </div>
        </div>
      ) : (
        <Failure what={t('servers.testFailed')} error={answer.error} />
      )}
    </div>
  )
}

/** Per style what is missing and where it belongs: the event's own styles first, others folded away. */
export function CheckResult({ answer }: { answer: Answer<ServerCheck> | null }) {
  const { t } = useTranslation()
  if (answer === null) return <div className={styles.silent} role="status" />
  return (
    <div className={styles.answer} role="status">
      {answer.ok ? <Found check={answer.value} /> : <Failure what={t('servers.checkFailed')} error={answer.error} />}
    </div>
  )
}

function Found({ check }: { check: ServerCheck }) {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  const own = new Set(useEventComfyStyles())
  const entries = Object.entries(check.styles)
  const complete = entries.filter(([, missing]) => missing.length === 0).map(([name]) => name)
  const lacking = entries.filter(([, missing]) => missing.length > 0)
  const [ours, others] = [lacking.filter(([name]) => own.has(name)), lacking.filter(([name]) => !own.has(name))]
  return (
    <>
      <p className={styles.line}>
        <Chip level={ours.length === 0 ? 'ready' : 'broken'}>
          {t(ours.length === 0 ? 'servers.nothingMissing' : 'servers.somethingMissing')}
        </Chip>
        <span>{t('servers.checkedAnswer', { ms: check.latencyMs })}</span>
        {complete.length > 0 && <span>{t('servers.complete', { styles: complete.map(titleOf).join(', ') })}</span>}
      </p>
      {ours.map(([name, missing]) => (
        <Lacks key={name} style={name} missing={missing} />
      ))}
      {others.length > 0 && (
        <details className={styles.others}>
          <summary>{t('servers.forOthers', { count: others.length })}</summary>
          {others.map(([name, missing]) => (
            <Lacks key={name} style={name} missing={missing} />
          ))}
        </details>
      )}
    </>
  )
}

function Lacks({ style, missing }: { style: string; missing: readonly ErrorFacts[] }) {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  return (
    <div className={styles.lacks}>
      <h4>{t('servers.lacks', { style: titleOf(style), count: missing.length })}</h4>
      <ul>
        {missing.map((error, place) => (
          <li key={place}>
            <Reason error={error} />
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Reason({ error }: { error: ErrorFacts }) {
  const { t } = useTranslation()
  const { message, hint } = errorText(t, error)
  return (
    <>
      <p className={styles.why}>{message}</p>
      <p>{hint}</p>
      {error.details !== undefined && error.details !== '' && (
        <details>
          <summary>{t('servers.details')}</summary>
          <pre className={styles.details}>{error.details}</pre>
        </details>
      )}
    </>
  )
}

function Failure({ what, error }: { what: string; error: ErrorFacts }) {
  return (
    <>
      <Chip level="broken">{what}</Chip>
      <Reason error={error} />
    </>
  )
}
