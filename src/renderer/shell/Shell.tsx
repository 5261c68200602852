import { Keyboard } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMirrored } from '../connection/use-app-state'
import { isPlainKey, isTyping } from '../keyboard'
import { goTo, usePlace, type ScreenId } from '../navigation'
import { screens, type ScreenEntry } from '../screens'
import { classNames } from '../ui/class-names'
import { useWindowKey } from '../use-window-key'
import { Boundary } from './Boundary'
import { HealthStrip } from './HealthStrip'
import { KeysDialog } from './KeysDialog'
import { LostConnection } from './LostConnection'
import { ShareBar } from './ShareBar'
import styles from './Shell.module.css'

/** The operator's console: rail on the left, state of the booth on top, one screen. */
export function Shell() {
  const { screen } = usePlace()
  const isLost = useMirrored(({ link }) => link === 'lost')
  const [showsKeys, setShowsKeys] = useState(false)
  useNavigationKeys(() => setShowsKeys(true))
  const entry = screens.find(({ id }) => id === screen)
  return (
    <>
      <div className={classNames(styles.shell, isLost && styles.dimmed)} inert={isLost}>
        <HealthStrip />
        <ShareBar />
        <Rail current={screen} onKeys={() => setShowsKeys(true)} />
        <main className={styles.screen}>
          <Boundary key={screen}>{entry && <entry.Screen />}</Boundary>
        </main>
      </div>
      <KeysDialog open={showsKeys && !isLost} onOpenChange={setShowsKeys} />
      {isLost && <LostConnection />}
    </>
  )
}

function useNavigationKeys(onKeys: () => void) {
  useWindowKey((event) => {
    if (event.ctrlKey && event.key === ',') goTo('settings')
    if (!isPlainKey(event) || isTyping(event) || event.repeat) return
    if (event.key === '?') return onKeys()
    const entry = /^[1-9]$/.test(event.key) ? screens[Number(event.key) - 1] : undefined
    if (entry) goTo(entry.id)
  })
}

function Rail({ current, onKeys }: { current: ScreenId; onKeys: () => void }) {
  const { t } = useTranslation()
  return (
    <nav className={styles.rail} aria-label={t('app.navigation')}>
      {screens.map((entry, index) => (
        <RailButton key={entry.id} entry={entry} shortcut={String(index + 1)} isCurrent={entry.id === current} />
      ))}
      <button
        type="button"
        className={classNames(styles.railButton, styles.keysButton)}
        aria-keyshortcuts="?"
        onClick={onKeys}
      >
        <Keyboard aria-hidden strokeWidth={1.75} />
        <span>{t('keys.title')}</span>
        <kbd className={styles.key} aria-hidden>
          ?
        </kbd>
      </button>
    </nav>
  )
}

function RailButton({ entry, shortcut, isCurrent }: { entry: ScreenEntry; shortcut: string; isCurrent: boolean }) {
  const { t } = useTranslation()
  const { id, icon: Icon } = entry
  return (
    <button
      type="button"
      className={styles.railButton}
      aria-current={isCurrent ? 'page' : undefined}
      aria-keyshortcuts={shortcut}
      onClick={() => goTo(id)}
    >
      <Icon aria-hidden strokeWidth={1.75} />
      <span>{t(`app.screens.${id}`)}</span>
      <kbd className={styles.key} aria-hidden>
        {shortcut}
      </kbd>
    </button>
  )
}
