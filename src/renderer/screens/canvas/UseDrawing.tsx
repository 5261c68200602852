import { Sparkles, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { consentShown } from '../../../contract/event'
import { errorText } from '../../i18n/error-text'
import { Button } from '../../ui/Button'
import { ProgressBar } from '../../ui/ProgressBar'
import { ConsentDialog } from './ConsentDialog'
import { isMaking } from './job-words'
import type { Session, SessionState } from './session'
import styles from './UseDrawing.module.css'

/** "Use this drawing", and how far the picture is that is made of it. */
export function UseDrawing({ session, state }: { session: Session | null; state: SessionState }) {
  const { t, i18n } = useTranslation()
  const [isConsenting, setConsenting] = useState(false)
  const { facts, job, isBlank, isAsking, link, refusal } = state
  const making = isMaking(job)
  const consent = facts?.consent && consentShown({ consent: facts.consent }, i18n.language === 'es' ? 'es' : 'en')
  const error = refusal ?? (isBlank ? null : (facts?.blocked ?? null))
  // the operator makes the pictures here, from the console
  if (facts?.blocked?.code === 'not_allowed') return null
  const isPossible = link.state === 'up' && !isBlank && !facts?.blocked
  return (
    <section className={styles.use} aria-label={t('canvas.use')}>
      {making && job !== null ? (
        <div className={styles.making} role="status">
          <p className={styles.makingWord}>
            {job.position === null ? t('canvas.making') : t('canvas.inLine', { place: job.position })}
          </p>
          <ProgressBar label={t('canvas.making')} ratio={job.state === 'generating' ? job.progress : null} />
        </div>
      ) : (
        <Button
          kind="primary"
          size="guest"
          icon={Sparkles}
          className={styles.button}
          disabled={!isPossible}
          pending={isAsking}
          onClick={() => (consent ? setConsenting(true) : void session?.use(null))}
        >
          {t('canvas.use')}
        </Button>
      )}
      {error !== null && !making && (
        <p className={styles.error} role="alert">
          <TriangleAlert aria-hidden />
          {t('canvas.cannotUse', { why: errorText(t, error).message })}
        </p>
      )}
      {consent && (
        <ConsentDialog
          open={isConsenting}
          shown={consent}
          onDecline={() => setConsenting(false)}
          onAgree={() => {
            setConsenting(false)
            void session?.use(consent.language)
          }}
        />
      )}
    </section>
  )
}
