import { useEffect, useState } from 'react'
import { addresses } from '../../../contract/addresses'
import { useAppState, useMirrored } from '../../connection/use-app-state'
import { AttractScene } from './AttractScene'
import { ByeScene } from './ByeScene'
import { ConsentScene } from './ConsentScene'
import { CountdownScene } from './CountdownScene'
import { CodeScene } from './GuestCodes'
import { guardGuestPage } from './guest-guard'
import styles from './Kiosk.module.css'
import { attract, type Choice, type Scene } from './kiosk-scene'
import { LeaveDialog } from './LeaveDialog'
import { LeftScene } from './LeftScene'
import { MakingScene } from './MakingScene'
import { ReadyScene } from './ReadyScene'
import { ResultScene } from './ResultScene'
import { SecretCorner } from './SecretCorner'
import { SorryScene } from './SorryScene'
import { StyleScene } from './StyleScene'
import { useCodeToShow, type CodeToShow } from './use-code-to-show'
import { useKioskPlace, type KioskPlace } from './use-kiosk-place'
import { useOfferedStyles } from './use-offered-styles'

/** The guests' screen: one thing at a time, large, and back to the start by itself. */
export function Kiosk() {
  const place = useKioskPlace()
  const code = useCodeToShow()
  const isLost = useMirrored(({ link }) => link === 'lost')
  // A browser paired as a console has nothing to leave: its console is one address away.
  const isConsole = useMirrored(({ role }) => role === 'console')
  const [isLeaving, setLeaving] = useState(false)
  const [hasLeft, setLeft] = useState(false)
  useEffect(() => (hasLeft ? undefined : guardGuestPage()), [hasLeft])
  const leave = () => {
    setLeaving(false)
    setLeft(true)
  }
  if (hasLeft) return <LeftScene onResume={() => setLeft(false)} />
  return (
    <main className={styles.kiosk}>
      {isLost ? <SorryScene /> : <SceneView {...place} code={code} />}
      <SecretCorner onHeld={() => (isConsole ? location.assign(addresses.console) : setLeaving(true))} />
      {isLeaving && <LeaveDialog onClose={() => setLeaving(false)} onLeft={leave} />}
    </main>
  )
}

/** Scenes over which the operator may show a code: no guest is in the midst of something. */
const givesWay: readonly Scene['name'][] = ['attract', 'result', 'bye', 'sorry']

function SceneView({ scene, resultSec, go, begin, goOn, agree, shoot, code }: KioskPlace & { code: CodeToShow }) {
  const offered = useOfferedStyles()
  const only = offered.length === 1 ? offered[0] : undefined
  const styles: Choice = only === undefined ? { at: 'styles' } : { at: 'ready', style: only.name }
  const isBlocked = useAppState((state) => state.queue.blocked !== null)
  if (code.jobId !== null && givesWay.includes(scene.name))
    return <CodeScene jobId={code.jobId} onDone={code.putAway} />
  switch (scene.name) {
    case 'attract':
      return <AttractScene isOpen={!isBlocked && offered.length > 0} onStart={() => begin(styles)} />
    case 'consent':
      return <ConsentScene scene={scene} onAgree={agree} onDecline={() => go({ at: 'bye' })} />
    case 'styles':
      return <StyleScene styles={offered} onChoose={(style) => go({ at: 'ready', style })} onBack={() => go(attract)} />
    case 'ready':
      return (
        <ReadyScene
          isPressed={scene.isPressed}
          onShoot={() => shoot(scene.style)}
          onBack={() => (only === undefined ? goOn(styles) : go(attract))}
        />
      )
    case 'bye':
      return <ByeScene />
    default:
      return (
        <JobScene
          scene={scene}
          secondsHere={resultSec}
          onAgain={(style) => goOn({ at: 'ready', style })}
          onDone={() => go(attract)}
        />
      )
  }
}

interface JobSceneProps {
  scene: Exclude<Scene, { name: 'attract' | 'consent' | 'styles' | 'ready' | 'bye' }>
  secondsHere: number
  onAgain: (style: string) => void
  onDone: () => void
}

function JobScene({ scene, secondsHere, onAgain, onDone }: JobSceneProps) {
  switch (scene.name) {
    case 'countdown':
      return <CountdownScene key={scene.job.id} job={scene.job} />
    case 'making':
      return <MakingScene job={scene.job} />
    case 'result':
      return (
        <ResultScene
          key={scene.job.id}
          job={scene.job}
          secondsHere={secondsHere}
          onAgain={() => onAgain(scene.job.style)}
          onDone={onDone}
        />
      )
    case 'sorry':
      return <SorryScene />
  }
}
