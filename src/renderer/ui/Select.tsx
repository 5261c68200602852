import { Check, ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { classNames } from './class-names'
import menu from './Menu.module.css'
import styles from './Select.module.css'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  /** A small picture before the word. */
  coverUrl?: string
}

export interface SelectProps<Value extends string> {
  /** What is chosen here: read aloud, and shown before the value where `showLabel` is set. */
  label: string
  showLabel?: boolean
  value: Value
  options: readonly SelectOption<Value>[]
  onChange: (value: Value) => void
  disabled?: boolean
  className?: string | undefined
}

/** One of a list. Not the library's own Select, which writes <style> elements that the security policy refuses. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, showLabel = false, value, options, onChange, disabled = false, className } = props
  const chosen = options.find((option) => option.value === value)
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className={classNames(styles.trigger, className)}
        disabled={disabled}
        aria-label={`${label}: ${chosen?.label ?? value}`}
      >
        {chosen?.coverUrl !== undefined && <img className={styles.cover} src={chosen.coverUrl} alt="" />}
        {showLabel && <span className={styles.label}>{label}</span>}
        <span className={styles.value}>{chosen?.label ?? value}</span>
        <ChevronDown aria-hidden className={styles.arrow} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} sideOffset={6} collisionPadding={8} align="start">
          <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
            {options.map((option) => (
              <Option key={option.value} option={option} />
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Option({ option }: { option: SelectOption<string> }) {
  return (
    <DropdownMenu.RadioItem className={menu.item} value={option.value}>
      {option.coverUrl !== undefined && <img className={menu.cover} src={option.coverUrl} alt="" />}
      <span className={menu.label}>{option.label}</span>
      <span className={menu.check}>
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
    </DropdownMenu.RadioItem>
  )
}
