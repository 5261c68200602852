import { Check, ChevronDown, Copy, Pencil, Plus, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoothEvent } from '../../contract/event'
import { activeEventOf } from '../../contract/settings'
import { useAppState } from '../connection/use-app-state'
import { nameOfEvent, newestFirst } from '../events/event-list'
import { EventNameDialog } from '../events/EventNameDialog'
import { useChooseEvent } from '../events/use-choose-event'
import { goTo } from '../navigation'
import { classNames } from '../ui/class-names'
import menu from '../ui/Menu.module.css'
import styles from './EventMenu.module.css'

/** A dialog for a name, and whose set-up the new event takes along. */
interface Naming {
  original: BoothEvent | null
}

/** The event in use, and the way to another one: switching asks nothing. */
export function EventMenu() {
  const { t } = useTranslation()
  const active = useAppState((state) => activeEventOf(state.settings))
  const [naming, setNaming] = useState<Naming | null>(null)
  /** Opened once the menu has given the keyboard back: what is typed at once would be lost between the two. */
  const asked = useRef<Naming | null>(null)
  const ask = (original: BoothEvent | null) => void (asked.current = { original })
  const openAsked = () => {
    setNaming(asked.current)
    asked.current = null
  }
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          className={classNames(styles.trigger, active.name === '' && styles.unnamed)}
          aria-label={t('events.switch', { name: nameOfEvent(t, active) })}
        >
          <span className={styles.name}>{nameOfEvent(t, active)}</span>
          <ChevronDown aria-hidden className={styles.arrow} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className={classNames(menu.menu, styles.menu)}
            sideOffset={6}
            collisionPadding={8}
            align="start"
            onCloseAutoFocus={openAsked}
          >
            <Choices active={active} />
            <DropdownMenu.Separator className={menu.line} />
            <Action icon={Plus} label={t('events.create')} onSelect={() => ask(null)} />
            <Action icon={Copy} label={t('events.duplicate')} onSelect={() => ask(active)} />
            <Action icon={Pencil} label={t('events.edit')} onSelect={() => goTo('settings', `events/${active.id}`)} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {naming !== null && <EventNameDialog original={naming.original} onClose={() => setNaming(null)} />}
    </>
  )
}

/** Scrolls by itself where there are many, so that what can be done stays in its place. */
function Choices({ active }: { active: BoothEvent }) {
  const { t } = useTranslation()
  const events = useAppState((state) => state.settings.events)
  const choose = useChooseEvent()
  return (
    <DropdownMenu.RadioGroup value={active.id} className={styles.choices} aria-label={t('events.list')}>
      {newestFirst(events).map((event) => (
        <DropdownMenu.RadioItem
          key={event.id}
          value={event.id}
          className={menu.item}
          onSelect={() => void choose(event)}
        >
          <span className={styles.check}>
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className={styles.choice}>{nameOfEvent(t, event)}</span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

function Action({ icon: Icon, label, onSelect }: { icon: LucideIcon; label: string; onSelect: () => void }) {
  return (
    <DropdownMenu.Item className={menu.item} onSelect={onSelect}>
      <Icon aria-hidden />
      <span className={menu.label}>{label}</span>
    </DropdownMenu.Item>
  )
}
