import {
  Archive,
  Camera,
  Clapperboard,
  FolderCheck,
  Info,
  Monitor,
  MonitorPlay,
  Network,
  PartyPopper,
  Server,
  Smartphone,
  type LucideIcon,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { goTo, usePlace } from '../../navigation'
import { Tabs } from '../../ui/Tabs'
import { About } from './About'
import { BackupSection } from './backup/BackupSection'
import { CaptureSection } from './CaptureSection'
import { ConsoleSection } from './ConsoleSection'
import { EventsSection } from './events/EventsSection'
import { GuestsSection } from './guests/GuestsSection'
import { KioskSection } from './KioskSection'
import { NetworkSection } from './NetworkSection'
import styles from './Settings.module.css'
import { ServersSection } from './servers/ServersSection'
import { ShareSection } from './ShareSection'
import { TouchdesignerSection } from './touchdesigner/TouchdesignerSection'
import { SettingsFormProvider } from './settings-form'

/** In groups: the evening, the booth, the machine. A new section is a line here and its name in the texts. */
const sections = [
  { value: 'events', icon: PartyPopper, Section: EventsSection, isWide: true },
  { value: 'camera', icon: Camera, Section: CaptureSection, startsGroup: true },
  { value: 'share', icon: FolderCheck, Section: ShareSection },
  { value: 'servers', icon: Server, Section: ServersSection },
  { value: 'touchdesigner', icon: Clapperboard, Section: TouchdesignerSection },
  { value: 'kiosk', icon: MonitorPlay, Section: KioskSection },
  { value: 'guests', icon: Smartphone, Section: GuestsSection },
  { value: 'network', icon: Network, Section: NetworkSection },
  { value: 'console', icon: Monitor, Section: ConsoleSection, startsGroup: true },
  { value: 'backup', icon: Archive, Section: BackupSection },
  { value: 'about', icon: Info, Section: About },
] as const satisfies readonly SectionEntry[]

interface SectionEntry {
  value: string
  icon: LucideIcon
  Section: ComponentType
  /** Takes the whole width, and shows its own heads. */
  isWide?: boolean
  startsGroup?: boolean
}

type SectionId = (typeof sections)[number]['value']

/** Everything an operator can set; each change is in force at once and can be undone. */
export function Settings() {
  const { t } = useTranslation()
  const { detail } = usePlace()
  // `events/<id>`: what follows the slash belongs to the section
  const asked = detail?.split('/')[0]
  const current = sections.find(({ value }) => value === asked)?.value ?? 'events'
  const tabs = sections.map((section: (typeof sections)[number] & SectionEntry) => ({
    ...section,
    label: t(`settings.sections.${section.value}`),
    content: <Content section={section} title={t(`settings.sections.${section.value}`)} />,
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

function Content({ section: { Section, isWide = false }, title }: { section: SectionEntry; title: string }) {
  return (
    <section className={isWide ? styles.wide : styles.section}>
      <h2 className={isWide ? 'only-heard' : styles.title}>{title}</h2>
      <Section />
    </section>
  )
}
