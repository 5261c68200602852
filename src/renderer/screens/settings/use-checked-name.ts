import { useEffect, useState } from 'react'
import type { CommandInput, CommandOutput } from '../../../contract/commands'
import { errorFactsOf } from '../../../contract/errors'
import { useConnection } from '../../connection/use-app-state'

export type CheckedName = CommandOutput<'share.check'>

/** Time to type on before the core is asked. */
const typingMs = 250

/** The name that a folder and pattern would give, or why they cannot be, while they are typed; null before the first answer. */
export function useCheckedName({ dir, pattern, folder }: CommandInput<'share.check'>): CheckedName | null {
  const { client } = useConnection()
  const [checked, setChecked] = useState<CheckedName | null>(null)
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      client
        .command('share.check', { dir, pattern, folder })
        .catch((error: unknown) => ({ example: '', error: errorFactsOf(error) }))
        .then((answer) => isCurrent && setChecked(answer))
        .catch(() => undefined)
    }, typingMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, dir, pattern, folder])
  return checked
}
