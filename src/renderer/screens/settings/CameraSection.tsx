import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { Chip, type ChipLevel } from '../../ui/Chip'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { cameraSizes, cameraOptions, deliveryChoices, sizeLabel } from './camera-choices'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'

const levels: Record<string, ChipLevel> = { ready: 'ready', starting: 'busy', none: 'attention' }

export function CameraSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const { camera } = settings
  const owner = t('settings.camera.owner')
  const delivery = t('settings.camera.delivery')
  const mirrored = t('settings.camera.mirrored')
  return (
    <>
      <CameraState />
      <DeviceField />
      <SizeField />
      <Field label={mirrored} hint={t('settings.camera.mirroredHint')}>
        <Switch
          label={mirrored}
          checked={camera.mirrored}
          onChange={(checked) => void change('camera.mirrored', mirrored, { camera: { mirrored: checked } })}
        />
      </Field>
      <Field label={delivery} hint={t('settings.camera.deliveryHint')}>
        <Select
          label={delivery}
          value={String(camera.deliverySec)}
          options={deliveryChoices(camera.deliverySec).map((seconds) => ({
            value: String(seconds),
            label: t('settings.camera.deliverySec', { count: seconds }),
          }))}
          onChange={(value) => void change('camera.deliverySec', delivery, { camera: { deliverySec: Number(value) } })}
        />
      </Field>
      <Field label={owner} hint={t('settings.camera.ownerHint')}>
        <Select
          label={owner}
          value={camera.owner}
          options={(['console', 'kiosk'] as const).map((value) => ({
            value,
            label: t(`settings.camera.owners.${value}`),
          }))}
          onChange={(value) => void change('camera.owner', owner, { camera: { owner: value } })}
        />
      </Field>
    </>
  )
}

function CameraState() {
  const { t } = useTranslation()
  const { status, label, widthPx, heightPx } = useAppState((state) => state.camera)
  const isDemo = useAppState((state) => state.app.demo)
  return (
    <div className={styles.state}>
      <Chip level={levels[status] ?? 'broken'}>{t(`settings.camera.status.${status}`)}</Chip>
      {status === 'ready' && (
        <span>
          {isDemo ? t('app.demo') : label} · {sizeLabel({ widthPx, heightPx })}
        </span>
      )}
    </div>
  )
}

function DeviceField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const devices = useAppState((state) => state.camera.devices)
  const device = t('settings.camera.device')
  const words = { first: t('settings.camera.first'), away: (label: string) => t('settings.camera.away', { label }) }
  return (
    <Field label={device} hint={t('settings.camera.deviceHint')}>
      <Select
        label={device}
        value={settings.camera.label}
        options={cameraOptions(devices, settings.camera.label, words)}
        onChange={(label) => void change('camera.label', device, { camera: { label } })}
      />
    </Field>
  )
}

function SizeField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const size = t('settings.camera.size')
  const sizes = cameraSizes(settings.camera)
  return (
    <Field label={size} hint={t('settings.camera.sizeHint')}>
      <Select
        label={size}
        value={sizeLabel(settings.camera)}
        options={sizes.map((one) => ({ value: sizeLabel(one), label: sizeLabel(one) }))}
        onChange={(label) => {
          const chosen = sizes.find((one) => sizeLabel(one) === label)
          if (chosen) void change('camera.widthPx', size, { camera: chosen })
        }}
      />
    </Field>
  )
}
