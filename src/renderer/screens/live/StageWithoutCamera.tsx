import { Camera, CameraOff, Lock, MonitorPlay, Plug, RotateCw, Settings, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CameraStatus } from '../../../contract/app-state'
import { useCamera, useCameraState } from '../../camera/camera-context'
import { useAppState, useMirrored } from '../../connection/use-app-state'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'

const faces = {
  none: { icon: CameraOff, title: 'live.camera.none', text: 'live.camera.noneText' },
  starting: { icon: Camera, title: 'live.camera.starting', text: null },
  ready: { icon: Camera, title: 'live.camera.starting', text: null },
  denied: { icon: Lock, title: 'live.camera.denied', text: 'live.camera.deniedText' },
  'in-use': { icon: CameraOff, title: 'live.camera.inUse', text: 'live.camera.inUseText' },
  lost: { icon: Plug, title: 'live.camera.lost', text: 'live.camera.lostText' },
} as const satisfies Record<CameraStatus, { icon: LucideIcon; title: string; text: string | null }>

/** In place of the preview: what the camera lacks, and how to mend it. */
export function StageWithoutCamera() {
  const camera = useAppState((state) => state.camera)
  const clientId = useMirrored((mirrored) => mirrored.clientId)
  const isElsewhere = camera.status === 'ready' && camera.ownerId !== clientId
  return isElsewhere ? <Elsewhere label={camera.label} /> : <Missing />
}

function Elsewhere({ label }: { label: string }) {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={MonitorPlay}
      title={t('live.camera.elsewhere')}
      text={t('live.camera.elsewhereText', { label })}
    />
  )
}

function Missing() {
  const { t } = useTranslation()
  const camera = useCamera()
  const { status } = useCameraState()
  const wished = useAppState((state) => state.settings.camera.label)
  const { icon, title, text } = faces[status]
  const isStarting = status === 'starting' || status === 'ready'
  const isOtherChosen = status === 'none' && wished !== ''
  const words = isOtherChosen ? t('live.camera.chosenGone', { label: wished }) : text === null ? null : t(text)
  return (
    <EmptyState icon={icon} title={t(title)} {...(words !== null && { text: words })}>
      {!isStarting && (
        <>
          <Button icon={RotateCw} onClick={() => camera.retry()}>
            {t('live.tryAgain')}
          </Button>
          <Button kind="quiet" icon={Settings} onClick={() => goTo('settings', 'camera')}>
            {t('live.openSettings')}
          </Button>
        </>
      )}
    </EmptyState>
  )
}
