import { Tooltip as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './Tooltip.module.css'

/** Once around the app: how long a pointer rests before a tooltip shows. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Primitive.Provider delayDuration={450}>{children}</Primitive.Provider>
}

/** A word or sentence beside what the pointer or focus rests on; never the only place of a fact. */
export function Tooltip({
  text,
  shortcut = null,
  children,
}: {
  text: string
  shortcut?: string | null
  children: ReactNode
}) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content className={styles.tooltip} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut && <kbd className={styles.shortcut}>{shortcut}</kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
