import { useTranslation } from 'react-i18next'
import { Select } from '../../ui/Select'
import { Slider } from '../../ui/Slider'
import { CameraSection } from './CameraSection'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'

/** How a picture is taken: the camera, and how long guests have. */
export function CaptureSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const countdown = t('settings.capture.countdown')
  return (
    <>
      <SourceField />
      {settings.capture.source === 'webcam' && <CameraSection />}
      <Field label={countdown} hint={t('settings.capture.countdownHint')}>
        <Slider
          label={countdown}
          min={0}
          max={30}
          value={settings.capture.countdownSec}
          format={(seconds) => t('settings.seconds', { seconds })}
          onCommit={(countdownSec) => void change('capture.countdownSec', countdown, { capture: { countdownSec } })}
        />
      </Field>
    </>
  )
}

function SourceField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const source = t('settings.capture.source')
  return (
    <Field label={source} hint={t('settings.capture.sourceHint')}>
      <Select
        label={source}
        value={settings.capture.source}
        options={(['webcam', 'touchdesigner'] as const).map((value) => ({
          value,
          label: t(`settings.capture.sources.${value}`),
        }))}
        onChange={(value) => void change('capture.source', source, { capture: { source: value } })}
      />
    </Field>
  )
}
