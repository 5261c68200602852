import { useRef } from 'react'
import { useAppState } from '../../connection/use-app-state'
import { isPlainKey } from '../../keyboard'
import { useWindowKey } from '../../use-window-key'
import { CaptureButton } from './CaptureButton'
import { DropZone } from './DropZone'
import { Filmstrip } from './Filmstrip'
import styles from './Live.module.css'
import { PauseButton } from './PauseButton'
import { Stage } from './Stage'
import { StylePicker } from './StylePicker'
import { RoomsButton } from './rooms/RoomsButton'
import { UploadButton } from './UploadButton'
import { usePress } from './use-press'
import { WorkColumn } from './WorkColumn'

/** Where the operator stands all evening: preview, shutter, what is in work, the last pictures. */
export function Live() {
  const captureButton = useRef<HTMLDivElement>(null)
  useShutterKeys()
  return (
    <DropZone>
      <div className={styles.live}>
        <div className={styles.stage}>
          <Stage />
        </div>
        <div className={styles.controls}>
          <div className={styles.left}>
            <StylePicker />
            <UploadButton />
            <RoomsButton />
          </div>
          <div ref={captureButton}>
            <CaptureButton />
          </div>
          <div className={styles.right}>
            <PauseButton />
          </div>
        </div>
        <WorkColumn />
        <Filmstrip flightFrom={captureButton} />
      </div>
    </DropZone>
  )
}

/** Space and Enter shoot while nothing else has the focus; the capture button answers its own keys. */
function useShutterKeys() {
  const press = usePress()
  const isBlocked = useAppState((state) => state.queue.blocked !== null)
  useWindowKey((event) => {
    const isShutter = event.key === ' ' || event.key === 'Enter'
    if (!isShutter || event.target !== document.body || !isPlainKey(event)) return
    event.preventDefault()
    if (!event.repeat && !isBlocked) void press()
  })
}
