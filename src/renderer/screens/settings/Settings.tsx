import { Camera, FolderCheck, Info, MonitorPlay, Network as NetworkIcon, PartyPopper, Timer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { goTo, usePlace } from '../../navigation'
import { Tabs } from '../../ui/Tabs'
import { About } from './About'
import { CameraSection } from './CameraSection'
import { CaptureSection } from './CaptureSection'
import { EventSection } from './EventSection'
import { KioskSection } from './KioskSection'
import { NetworkSection } from './NetworkSection'
import styles from './Settings.module.css'
import { ShareSection } from './ShareSection'
import { SettingsFormProvider } from './settings-form'

const sections = [
  { value: 'event', icon: PartyPopper, Section: EventSection },
  { value: 'camera', icon: Camera, Section: CameraSection },
  { value: 'capture', icon: Timer, Section: CaptureSection },
  { value: 'share', icon: FolderCheck, Section: ShareSection },
  { value: 'kiosk', icon: MonitorPlay, Section: KioskSection },
  { value: 'network', icon: NetworkIcon, Section: NetworkSection },
  { value: 'about', icon: Info, Section: About },
] as const

type SectionId = (typeof sections)[number]['value']

/** Everything an operator can set; each change is in force at once and can be undone. */
export function Settings() {
  const { t } = useTranslation()
  const { detail } = usePlace()
  const current = sections.find(({ value }) => value === detail)?.value ?? 'event'
  const tabs = sections.map(({ value, icon, Section }) => ({
    value,
    icon,
    label: t(`settings.sections.${value}`),
    content: (
      <section className={styles.section}>
        <h2 className={styles.title}>{t(`settings.sections.${value}`)}</h2>
        <Section />
      </section>
    ),
  }))
  return (
    <SettingsFormProvider>
      <Tabs<SectionId>
        className={styles.screen}
        orientation="vertical"
        label={t('settings.title')}
        value={current}
        onChange={(section) => goTo('settings', section)}
        tabs={tabs}
      />
    </SettingsFormProvider>
  )
}
