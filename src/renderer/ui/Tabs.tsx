import type { LucideIcon } from 'lucide-react'
import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './Tabs.module.css'

export interface Tab<Value extends string> {
  value: Value
  label: string
  icon?: LucideIcon
  /** A line before it. */
  startsGroup?: boolean
  content: ReactNode
}

export interface TabsProps<Value extends string> {
  label: string
  value: Value
  onChange: (value: Value) => void
  tabs: readonly Tab<Value>[]
  /** `vertical`: the tabs stand on the left, as in Settings. */
  orientation?: 'horizontal' | 'vertical'
  className?: string | undefined
}

/** Pages of one thing; arrow keys go through the tabs. */
export function Tabs<Value extends string>(props: TabsProps<Value>) {
  const { label, value, onChange, tabs, orientation = 'horizontal', className } = props
  return (
    <Primitive.Root
      className={classNames(styles.tabs, className)}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      orientation={orientation}
    >
      <Primitive.List className={styles.list} aria-label={label}>
        {tabs.map(({ value: tab, label: word, icon: Icon, startsGroup = false }) => (
          <Primitive.Trigger
            key={tab}
            value={tab}
            className={classNames(styles.tab, startsGroup && styles.startsGroup)}
          >
            {Icon && <Icon aria-hidden />}
            {word}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map(({ value: tab, content }) => (
        <Primitive.Content key={tab} value={tab} className={styles.content}>
          {content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}
