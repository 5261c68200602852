import { Aperture, Hand, Hourglass } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { activeEventOf } from '../../../contract/settings'
import { useCameraState } from '../../camera/camera-context'
import { TouchDesignerView } from '../../camera/TouchDesignerView'
import { ViewfinderView } from '../../camera/ViewfinderView'
import { useAppState, useAppStateParts } from '../../connection/use-app-state'
import { classNames } from '../../ui/class-names'
import styles from './AttractScene.module.css'

/** Pictures of the evening behind the event's name; the whole screen is the button. */
export function AttractScene({ isOpen, onStart }: { isOpen: boolean; onStart: () => void }) {
  const { t } = useTranslation()
  const eventName = useAppState((state) => activeEventOf(state.settings).name)
  const Icon = isOpen ? Hand : Hourglass
  return (
    <button type="button" className={styles.attract} disabled={!isOpen} onClick={onStart} autoFocus>
      <Backdrop />
      <span className={styles.shade} />
      <span className={styles.words}>
        <Aperture aria-hidden className={styles.mark} strokeWidth={1.5} />
        <span className={styles.event}>{eventName === '' ? t('app.name') : eventName}</span>
        <span className={classNames(styles.call, !isOpen && styles.closed)}>
          <Icon aria-hidden />
          {isOpen ? t('kiosk.touch') : t('kiosk.soon')}
        </span>
      </span>
    </button>
  )
}

/** Pictures first; before there are any the guests see themselves. */
function Backdrop() {
  const pictures = useAppStateParts((state) => approved(state.captures))
  const { viewfinder } = useCameraState()
  const isThere = useAppState((state) => state.settings.capture.source === 'touchdesigner')
  if (pictures.length > 0) return <Pictures pictures={pictures} />
  if (isThere) return <Mirror picture={<TouchDesignerView none={null} cover />} />
  return viewfinder && <Mirror picture={<ViewfinderView viewfinder={viewfinder} mirrored cover />} />
}

function Mirror({ picture }: { picture: ReactNode }) {
  return <span className={styles.mirror}>{picture}</span>
}

const shownPictures = 12
const pictureMs = 6000

function approved(captures: Readonly<Record<string, CaptureView>>): string[] {
  return Object.values(captures)
    .filter(({ publication, mediaType }) => publication === 'published' && mediaType.startsWith('image/'))
    .sort((a, b) => b.takenAtMs - a.takenAtMs)
    .slice(0, shownPictures)
    .map(({ url }) => url)
}

/** One over the other, so that one fades while the next is there already. */
function Pictures({ pictures }: { pictures: string[] }) {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), pictureMs)
    return () => clearInterval(timer)
  }, [])
  const shown = pictures[turn % pictures.length]
  const before = turn === 0 ? undefined : pictures[(turn - 1) % pictures.length]
  return (
    <>
      {before !== undefined && <Picture key={turn - 1} url={before} />}
      {shown !== undefined && <Picture key={turn} url={shown} />}
    </>
  )
}

/** Whole, never cut through a face; what is left of the screen is filled with its own blur. */
function Picture({ url }: { url: string }) {
  return (
    <span className={styles.picture}>
      <img className={styles.blur} src={url} alt="" draggable={false} />
      <img className={styles.whole} src={url} alt="" draggable={false} />
    </span>
  )
}
