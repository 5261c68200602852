import { KeyRound, MonitorPlay, MonitorX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Select } from '../../ui/Select'
import { Slider } from '../../ui/Slider'
import { Field } from './Field'
import { KeptFreeField } from './KeptFreeField'
import { LoginField } from './LoginField'
import { PinDialog } from './PinDialog'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'
import { TextSetting } from './TextSetting'

export function KioskSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const hasDisplays = useAppState((state) => state.displays.length > 0)
  const result = t('settings.kiosk.result')
  return (
    <>
      {hasDisplays && <OpenField />}
      {hasDisplays && <DisplayField />}
      {hasDisplays && <KeptFreeField />}
      <SizeField />
      <Field label={result} hint={t('settings.kiosk.resultHint')}>
        <Slider
          label={result}
          min={5}
          max={300}
          step={5}
          value={settings.kiosk.resultSec}
          format={(seconds) => t('settings.seconds', { seconds })}
          onCommit={(resultSec) => void change('kiosk.resultSec', result, { kiosk: { resultSec } })}
        />
      </Field>
      <IdleField />
      <PinField />
      {window.photocall !== undefined && <LoginField />}
    </>
  )
}

function SizeField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const label = t('settings.kiosk.size')
  const { diagonalInches } = settings.kiosk
  const save = (text: string) => {
    const inches = text.trim() === '' ? null : Number(text.replace(',', '.'))
    void change('kiosk.diagonalInches', label, { kiosk: { diagonalInches: inches } })
  }
  return (
    <Field label={label} hint={t('settings.kiosk.sizeHint')}>
      <TextSetting
        label={label}
        value={diagonalInches === null ? '' : String(diagonalInches)}
        maxLength={5}
        end={<span>{t('settings.kiosk.inches')}</span>}
        error={refusals['kiosk.diagonalInches'] ? t('settings.kiosk.sizeWrong') : null}
        onCommit={save}
      />
    </Field>
  )
}

function IdleField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const idle = t('settings.kiosk.idle')
  return (
    <Field label={idle} hint={t('settings.kiosk.idleHint')}>
      <Slider
        label={idle}
        min={5}
        max={300}
        step={5}
        value={settings.kiosk.idleSec}
        format={(seconds) => t('settings.seconds', { seconds })}
        onCommit={(idleSec) => void change('kiosk.idleSec', idle, { kiosk: { idleSec } })}
      />
    </Field>
  )
}

function OpenField() {
  const { t } = useTranslation()
  const run = useCommand()
  const isOpen = useAppState((state) => state.kiosk.open)
  return (
    <Field label={t('settings.kiosk.screen')} hint={t('settings.kiosk.screenHint')}>
      <div className={styles.buttons}>
        {isOpen ? (
          <Button icon={MonitorX} onClick={() => void run('kiosk.close', {})}>
            {t('settings.kiosk.close')}
          </Button>
        ) : (
          <Button icon={MonitorPlay} onClick={() => void run('kiosk.open', {})}>
            {t('settings.kiosk.open')}
          </Button>
        )}
      </div>
    </Field>
  )
}

function DisplayField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const displays = useAppState((state) => state.displays)
  const display = t('settings.kiosk.display')
  const chosen = settings.kiosk.display
  const isAway = chosen !== '' && !displays.some(({ label }) => label === chosen)
  return (
    <Field label={display} hint={t('settings.kiosk.displayHint')}>
      <Select
        label={display}
        value={chosen}
        options={[
          { value: '', label: t('settings.kiosk.automatic') },
          ...displays.map(({ label, widthPx, heightPx }) => ({
            value: label,
            label: `${label}, ${widthPx} × ${heightPx}`,
          })),
          ...(isAway ? [{ value: chosen, label: t('settings.kiosk.displayAway', { label: chosen }) }] : []),
        ]}
        onChange={(label) => void change('kiosk.display', display, { kiosk: { display: label } })}
      />
    </Field>
  )
}

function PinField() {
  const { t } = useTranslation()
  const run = useCommand()
  const isSet = useAppState((state) => state.app.pinSet)
  const [isAsking, setAsking] = useState(false)
  return (
    <Field label={t('settings.kiosk.pin')} hint={t('settings.kiosk.pinHint')}>
      <Chip level={isSet ? 'ready' : 'attention'} icon={KeyRound}>
        {t(isSet ? 'settings.kiosk.pinSet' : 'settings.kiosk.pinUnset')}
      </Chip>
      <div className={styles.buttons}>
        <Button onClick={() => setAsking(true)}>
          {t(isSet ? 'settings.kiosk.changePin' : 'settings.kiosk.setPin')}
        </Button>
        {isSet && (
          <Button kind="quiet" onClick={() => void run('settings.setPin', { pin: null })}>
            {t('settings.kiosk.removePin')}
          </Button>
        )}
        {isSet && (
          <Button kind="quiet" onClick={() => void run('kiosk.resetPinLock', {})}>
            {t('settings.kiosk.resetLock')}
          </Button>
        )}
      </div>
      {isAsking && <PinDialog onClose={() => setAsking(false)} />}
    </Field>
  )
}
