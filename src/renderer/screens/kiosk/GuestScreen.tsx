import { Globe, KeyRound, MonitorPlay, MonitorX, Palette } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import { activeEventOf } from '../../../contract/settings'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Select } from '../../ui/Select'
import styles from './GuestScreen.module.css'

/** The operator's hold on the guests' screen: on or off, where, and how it is left. */
export function GuestScreen() {
  const { t } = useTranslation()
  const hasDisplays = useAppState((state) => state.displays.length > 0)
  return (
    <div className={styles.screen}>
      <h1>{t('kiosk.control.title')}</h1>
      {hasDisplays && <OpenCard />}
      <div className={styles.cards}>
        <PinCard />
        <BrowserCard />
        <GuestsCard />
      </div>
    </div>
  )
}

function Card({ icon: Icon, title, children }: { icon: typeof Globe; title: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>
        <Icon aria-hidden /> {title}
      </h2>
      {children}
    </section>
  )
}

function OpenCard() {
  const { t } = useTranslation()
  const run = useCommand()
  const { open: isOpen, hidden: isHidden } = useAppState((state) => state.kiosk)
  // Over the only display nothing but the PIN leads back, so the core refuses to open without one.
  const needsPin = useAppState((state) => !state.app.pinSet && state.displays.length < 2)
  const closedWords = needsPin ? t('kiosk.control.needsPin') : t('kiosk.control.closedText')
  const shownWords = isHidden ? t('app.health.kioskHiddenWhy') : t('kiosk.control.openText')
  return (
    <section className={styles.open}>
      <div className={styles.openWords}>
        {isHidden ? (
          <Chip level="attention">{t('app.health.kioskHidden')}</Chip>
        ) : (
          <Chip level={isOpen ? 'ready' : 'idle'} icon={MonitorPlay}>
            {isOpen ? t('kiosk.control.open') : t('kiosk.control.closed')}
          </Chip>
        )}
        <p className={styles.text}>{isOpen ? shownWords : closedWords}</p>
      </div>
      <DisplayPicker />
      {isOpen && (
        <Button icon={MonitorX} onClick={() => void run('kiosk.close', {})}>
          {t('kiosk.control.close')}
        </Button>
      )}
      {!isOpen && needsPin && (
        <Button kind="primary" icon={KeyRound} onClick={() => goTo('settings', 'kiosk')}>
          {t('kiosk.control.setPin')}
        </Button>
      )}
      {!isOpen && !needsPin && (
        <Button kind="primary" icon={MonitorPlay} onClick={() => void run('kiosk.open', {})}>
          {t('kiosk.control.openNow')}
        </Button>
      )}
    </section>
  )
}

/** Stands for "choose by itself" in the list; displays are never called so. */
const automatic = ''

function DisplayPicker() {
  const { t } = useTranslation()
  const run = useCommand()
  const displays = useAppState((state) => state.displays)
  const chosen = useAppState((state) => state.settings.kiosk.display)
  const options = [
    { value: automatic, label: t('kiosk.control.automatic') },
    ...displays.map(({ label, widthPx: width, heightPx: height }) => ({
      value: label,
      label: t('kiosk.control.displaySize', { label, width, height }),
    })),
  ]
  return (
    <Select
      label={t('kiosk.control.display')}
      showLabel
      value={chosen}
      options={options}
      onChange={(display) => void run('settings.change', { kiosk: { display } })}
    />
  )
}

function PinCard() {
  const { t } = useTranslation()
  const run = useCommand()
  const pinSet = useAppState((state) => state.app.pinSet)
  return (
    <Card icon={KeyRound} title={t('kiosk.control.pin')}>
      <Chip level={pinSet ? 'ready' : 'attention'}>
        {pinSet ? t('kiosk.control.pinSet') : t('kiosk.control.pinUnset')}
      </Chip>
      <p className={styles.text}>{t('kiosk.control.pinText')}</p>
      <div className={styles.actions}>
        <Button onClick={() => goTo('settings', 'kiosk')}>
          {pinSet ? t('kiosk.control.changePin') : t('kiosk.control.setPin')}
        </Button>
        {pinSet && (
          <Button kind="quiet" onClick={() => void run('kiosk.resetPinLock', {})}>
            {t('kiosk.control.resetLock')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function BrowserCard() {
  const { t } = useTranslation()
  const run = useCommand()
  const [pairing, setPairing] = useState<CommandOutput<'pairing.create'> | null>(null)
  return (
    <Card icon={Globe} title={t('kiosk.control.browser')}>
      <p className={styles.text}>{pairing === null ? t('kiosk.control.browserText') : t('kiosk.control.pairText')}</p>
      {pairing !== null && <code className={styles.address}>{pairing.url}</code>}
      <div className={styles.actions}>
        <Button onClick={() => void run('pairing.create', { role: 'kiosk' }).then(setPairing)}>
          {t('kiosk.control.pair')}
        </Button>
      </div>
    </Card>
  )
}

function GuestsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useStyleTitle()
  const chosen = useAppState((state) => activeEventOf(state.settings).styles)
  const resultSec = useAppState((state) => state.settings.kiosk.resultSec)
  return (
    <Card icon={Palette} title={t('kiosk.control.styles')}>
      <p>{chosen.length === 0 ? t('kiosk.control.allStyles') : chosen.map(titleOf).join(', ')}</p>
      <p className={styles.text}>{t('kiosk.control.resultTime', { duration: format.duration(resultSec * 1000) })}</p>
      <div className={styles.actions}>
        <Button onClick={() => goTo('settings', 'events')}>{t('kiosk.control.change')}</Button>
      </div>
    </Card>
  )
}
