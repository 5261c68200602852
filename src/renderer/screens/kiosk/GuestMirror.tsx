import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCameraState } from '../../camera/camera-context'
import { TouchDesignerView } from '../../camera/TouchDesignerView'
import { ViewfinderView } from '../../camera/ViewfinderView'
import { useAppState } from '../../connection/use-app-state'
import styles from './GuestMirror.module.css'

/** Whether the guests see themselves here: a tablet over plain HTTP has no camera, and may stand anywhere. */
export function useIsMirror(): boolean {
  const { viewfinder } = useCameraState()
  const isThere = useAppState((state) => state.settings.capture.source === 'touchdesigner')
  return isThere || viewfinder !== null
}

/** The guests as in a mirror, with what is drawn over them; where this window cannot see the camera, a word where to look. */
export function GuestMirror({ children }: { children?: ReactNode }) {
  const { t } = useTranslation()
  const { viewfinder } = useCameraState()
  const mirrored = useAppState((state) => state.settings.camera.mirrored)
  const isThere = useAppState((state) => state.settings.capture.source === 'touchdesigner')
  return (
    <div className={styles.mirror}>
      {isThere ? (
        <TouchDesignerView none={t('kiosk.look')} cover />
      ) : viewfinder === null ? (
        <p className={styles.look}>{t('kiosk.look')}</p>
      ) : (
        <ViewfinderView viewfinder={viewfinder} mirrored={mirrored} cover />
      )}
      {children}
    </div>
  )
}
