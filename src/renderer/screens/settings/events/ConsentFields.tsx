import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../../contract/settings'
import { consentTextOf, guestsLanguage } from '../../../events/event-list'
import { errorText } from '../../../i18n/error-text'
import { ConsentCard } from '../../../ui/ConsentCard'
import { TextArea } from '../../../ui/TextArea'
import { useSettingsForm } from '../settings-form'
import settingsStyles from '../Settings.module.css'
import { useEventForm } from './event-form'
import styles from './Events.module.css'

type Texts = Record<Language, string>

const languages = ['en', 'es'] as const

/** The texts side by side, and under them what guests see: in their language, or in the one that is being written. */
export function ConsentFields() {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const { event } = useEventForm()
  const [texts, setTexts] = useState<Texts>(event.consent)
  const [known, setKnown] = useState(event.consent)
  const [written, setWritten] = useState<Language | null>(null)
  if (known !== event.consent) {
    setKnown(event.consent)
    setTexts(event.consent)
  }
  const shown = written ?? guestsLanguage(event, settings.language)
  return (
    <div className={settingsStyles.block}>
      <p className={settingsStyles.hint}>{t('events.consentHint')}</p>
      <div className={styles.texts}>
        {languages.map((language) => (
          <ConsentText
            key={language}
            language={language}
            texts={texts}
            onDraft={(text) => setTexts({ ...texts, [language]: text })}
            onFocus={() => setWritten(language)}
          />
        ))}
      </div>
      <Preview texts={texts} language={shown} />
    </div>
  )
}

function ConsentText(props: {
  language: Language
  texts: Texts
  onDraft: (text: string) => void
  onFocus: () => void
}) {
  const { language, texts, onDraft, onFocus } = props
  const { t } = useTranslation()
  const { event, refusals, change } = useEventForm()
  const label = t('events.consentText', { language: t(`events.languages.${language}`) })
  const text = texts[language]
  const refused = refusals[language]
  const isOther = text.trim() === '' && (texts.en + texts.es).trim() !== ''
  return (
    <TextArea
      label={label}
      value={text}
      maxLength={1500}
      lang={language}
      spellCheck
      hint={isOther ? t('events.consentFallback') : undefined}
      error={refused ? errorText(t, refused).message : null}
      onChange={({ target }) => onDraft(target.value)}
      onFocus={onFocus}
      onBlur={() => text !== event.consent[language] && void change(language, label, { consent: { [language]: text } })}
      onKeyDown={(key) => key.key === 'Escape' && onDraft(event.consent[language])}
    />
  )
}

function Preview({ texts, language }: { texts: Texts; language: Language }) {
  const { t, i18n } = useTranslation()
  const guests = i18n.getFixedT(language)
  const text = consentTextOf({ consent: { en: texts.en.trim(), es: texts.es.trim() } }, language)
  if (text === null) return <p className={styles.nothing}>{t('events.consentNone')}</p>
  return (
    <figure className={styles.preview}>
      <figcaption className={settingsStyles.hint}>{t('events.consentPreview')}</figcaption>
      <div className={styles.screen} lang={language} inert aria-hidden>
        <ConsentCard
          title={guests('kiosk.consent.title')}
          text={text}
          agree={guests('kiosk.consent.agree')}
          decline={guests('kiosk.consent.decline')}
          onAgree={() => undefined}
          onDecline={() => undefined}
        />
      </div>
    </figure>
  )
}
