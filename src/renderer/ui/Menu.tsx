import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './Menu.module.css'

export interface MenuEntry {
  label: string
  icon?: LucideIcon
  /** A small picture in place of an icon. */
  coverUrl?: string
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
}

/** Things to do behind one button; `null` among the entries is a dividing line. */
export function Menu({ trigger, entries }: { trigger: ReactNode; entries: (MenuEntry | null)[] }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} sideOffset={6} collisionPadding={8} align="end">
          {entries.map((entry, index) =>
            entry === null ? (
              <DropdownMenu.Separator key={`line-${index}`} className={styles.line} />
            ) : (
              <Item key={`${index} ${entry.label}`} entry={entry} />
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Item({ entry }: { entry: MenuEntry }) {
  const { icon: Icon, coverUrl, label, shortcut, danger = false, disabled = false, onSelect } = entry
  return (
    <DropdownMenu.Item
      className={classNames(styles.item, danger && styles.danger)}
      disabled={disabled}
      onSelect={onSelect}
    >
      {Icon && <Icon aria-hidden />}
      {coverUrl !== undefined && <img className={styles.cover} src={coverUrl} alt="" />}
      <span className={styles.label}>{label}</span>
      {shortcut !== undefined && <kbd className={styles.shortcut}>{shortcut}</kbd>}
    </DropdownMenu.Item>
  )
}
