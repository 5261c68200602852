import { Aperture, Camera, Cpu, FolderCheck, MonitorPlay, Server } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BackendView } from '../../contract/app-state'
import { useAppState } from '../connection/use-app-state'
import { useFormat } from '../i18n/format'
import { goTo } from '../navigation'
import { Chip } from '../ui/Chip'
import { EventMenu } from './EventMenu'
import { backendHealth, cameraHealth, kioskHealth, serversHealth, shareHealth, type Health } from './health'
import styles from './HealthStrip.module.css'
import { Notices } from './Notices'

/** State of everything that can fail, always in the same place; each part leads to its fix. */
export function HealthStrip() {
  const { t } = useTranslation()
  const format = useFormat()
  const camera = useAppState((state) => state.camera)
  const share = useAppState((state) => state.share)
  const backends = useAppState((state) => state.backends)
  const kiosk = useAppState((state) => state.kiosk)
  const source = useAppState((state) => state.settings.capture.source)
  return (
    <header className={styles.strip}>
      <Brand />
      <ul className={styles.states} aria-label={t('app.health.label')}>
        {source === 'webcam' && (
          <Part health={cameraHealth(t, camera)} icon={Camera} onClick={() => goTo('settings', 'camera')} />
        )}
        {backends.filter(isWorthAPlace).map((backend) => (
          <BackendPart key={backend.name} backend={backend} />
        ))}
        <Part health={shareHealth(t, format, share)} icon={FolderCheck} onClick={() => goTo('settings', 'share')} />
        <Part health={kioskHealth(t, kiosk)} icon={MonitorPlay} onClick={() => goTo('kiosk')} />
      </ul>
      <Notices />
    </header>
  )
}

function Brand() {
  const { t } = useTranslation()
  const isDemo = useAppState((state) => state.app.demo)
  return (
    <div className={styles.brand}>
      <Aperture aria-hidden className={styles.mark} />
      <h1 className={styles.name}>{t('app.name')}</h1>
      <EventMenu />
      {isDemo && <span className={styles.demo}>{t('app.demo')}</span>}
    </div>
  )
}

/** What draws on this computer hardly ever fails: beside other backends it is told of only then. */
function isWorthAPlace({ name, status }: BackendView, _place: number, all: readonly BackendView[]): boolean {
  return name !== 'builtin' || all.length === 1 || status === 'unavailable'
}

/** ComfyUI is as well as its servers are; what is amiss is mended at the servers. */
function BackendPart({ backend }: { backend: BackendView }) {
  const { t } = useTranslation()
  const servers = useAppState((state) => state.servers)
  if (backend.name !== 'comfyui') {
    const fix = backend.name === 'touchdesigner' ? () => goTo('settings', 'touchdesigner') : () => goTo('queue')
    return <Part health={backendHealth(t, backend)} icon={Cpu} onClick={fix} />
  }
  const health = serversHealth(t, servers, backend)
  return <Part health={health} icon={Server} onClick={() => goTo('settings', 'servers')} />
}

/** The level's own icon where something is to be seen, the part's icon while all is well. */
function Part({ health, icon, onClick }: { health: Health; icon: typeof Camera; onClick: () => void }) {
  const isFine = health.level === 'ready' || health.level === 'idle'
  return (
    <li className={styles.part}>
      <button type="button" className={styles.button} title={health.detail ?? undefined} onClick={onClick}>
        <Chip level={health.level} {...(isFine && { icon })} className={isFine ? styles.calm : undefined}>
          {health.words}
        </Chip>
      </button>
    </li>
  )
}
