import { ImagePlus, ImageUp, Trash2 } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../../../contract/addresses'
import { overlayPlacement, type EventOverlay } from '../../../../contract/event'
import { useAppState, useConnection } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { errorText } from '../../../i18n/error-text'
import { useFormat } from '../../../i18n/format'
import { Button } from '../../../ui/Button'
import { classNames } from '../../../ui/class-names'
import { Select } from '../../../ui/Select'
import { Slider } from '../../../ui/Slider'
import { Field } from '../Field'
import settingsStyles from '../Settings.module.css'
import { useEventForm } from './event-form'
import styles from './Events.module.css'

/** The overlay over a sample picture; a PNG comes by button or is dropped on it. */
export function OverlayFields() {
  const { t } = useTranslation()
  const { event, refusals } = useEventForm()
  const use = useOverlayFile()
  const refused = refusals['overlay']
  return (
    <>
      <div className={settingsStyles.block}>
        <p className={settingsStyles.hint}>{t('events.overlayHint')}</p>
        <NotOnVideos />
        <DropPlace onFile={(file) => void use(file)}>
          <Sample overlay={event.overlay} style={event.style} />
        </DropPlace>
        {refused && (
          <p className={settingsStyles.error} role="alert">
            {errorText(t, refused).message}. {errorText(t, refused).hint}
          </p>
        )}
        <Buttons onFile={(file) => void use(file)} />
      </div>
      {event.overlay && <PlacementFields overlay={event.overlay} />}
    </>
  )
}

/** Names the styles of this event over which the overlay will not be seen. */
function NotOnVideos() {
  const { t } = useTranslation()
  const { event } = useEventForm()
  const title = useStyleTitle()
  const offered = useAppState((state) => state.styles).filter(
    ({ name, forGuests }) =>
      name === event.style || (event.styles.length === 0 ? forGuests : event.styles.includes(name)),
  )
  const videos = offered.filter(({ kind }) => kind === 'video').map(({ name }) => title(name))
  if (videos.length === 0) return null
  return <p className={settingsStyles.hint}>{t('events.overlayNotOnVideos', { styles: videos.join(', ') })}</p>
}

function useOverlayFile(): (file: File) => Promise<boolean> {
  const { t } = useTranslation()
  const { client } = useConnection()
  const { event, save } = useEventForm()
  return (file) => save('overlay', t('events.groups.overlay'), () => client.putOverlay(event.id, file))
}

function DropPlace({ onFile, children }: { onFile: (file: File) => void; children: React.ReactNode }) {
  const { t } = useTranslation()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    <div
      className={classNames(styles.sample, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <p className={styles.letGo}>
          <ImagePlus aria-hidden /> {t('events.overlayDrop')}
        </p>
      )}
    </div>
  )
}

/** The style's cover stands in for a guest's picture. */
function Sample({ overlay, style }: { overlay: EventOverlay | null; style: string }) {
  const { t } = useTranslation()
  return (
    <>
      <img className={styles.samplePicture} src={addresses.cover(style)} alt="" draggable={false} />
      {overlay ? (
        <img
          className={classNames(styles.laid, styles[overlay.placement])}
          style={{ '--width': `${overlay.widthRatio * 100}%` }}
          src={addresses.overlay(overlay.sha256)}
          alt={t('events.overlayPreview')}
          draggable={false}
        />
      ) : (
        <p className={styles.dropHere}>
          <ImagePlus aria-hidden /> {t('events.overlayNone')}
        </p>
      )}
    </>
  )
}

function Buttons({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { client } = useConnection()
  const { event, save } = useEventForm()
  const input = useRef<HTMLInputElement>(null)
  const { overlay } = event
  const remove = () =>
    save('overlay', t('events.removeOverlay'), () => client.command('events.removeOverlay', { id: event.id }))
  return (
    <div className={settingsStyles.buttons}>
      <input
        ref={input}
        type="file"
        accept="image/png"
        hidden
        aria-label={t('events.chooseOverlay')}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          // the same file may be chosen again once it was mended
          target.value = ''
        }}
      />
      <Button icon={ImageUp} onClick={() => input.current?.click()}>
        {overlay ? t('events.replaceOverlay') : t('events.chooseOverlay')}
      </Button>
      {overlay && (
        <>
          <Button kind="quiet" icon={Trash2} onClick={() => void remove()}>
            {t('events.removeOverlay')}
          </Button>
          <span className={styles.size}>
            {t('events.overlaySize', {
              width: overlay.widthPx,
              height: overlay.heightPx,
              size: format.bytes(overlay.sizeBytes),
            })}
          </span>
        </>
      )}
    </div>
  )
}

function PlacementFields({ overlay }: { overlay: EventOverlay }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { change } = useEventForm()
  const placement = t('events.placement')
  const width = t('events.widthRatio')
  return (
    <>
      <Field label={placement}>
        <Select
          label={placement}
          value={overlay.placement}
          options={overlayPlacement.options.map((value) => ({ value, label: t(`events.placements.${value}`) }))}
          onChange={(value) => void change('overlay', placement, { overlay: { placement: value } })}
        />
      </Field>
      {overlay.placement !== 'frame' && (
        <Field label={width}>
          <Slider
            label={width}
            min={5}
            max={100}
            value={Math.round(overlay.widthRatio * 100)}
            format={(percent) => format.percent(percent / 100)}
            onCommit={(percent) => void change('overlay', width, { overlay: { widthRatio: percent / 100 } })}
          />
        </Field>
      )}
    </>
  )
}
