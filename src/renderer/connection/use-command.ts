import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands'
import { errorFactsOf } from '../../contract/errors'
import { errorText } from '../i18n/error-text'
import { useToast } from '../ui/Toast'
import { useConnection } from './use-app-state'

export type RunCommand = <N extends CommandName>(name: N, input: CommandInput<N>) => Promise<CommandOutput<N> | null>

/** Asks the core and tells the operator what went wrong; null then. For errors shown in place use the client itself. */
export function useCommand(): RunCommand {
  const { client } = useConnection()
  const tellError = useErrorToast()
  return useCallback<RunCommand>(
    async (name, input) => {
      try {
        return await client.command(name, input)
      } catch (error) {
        tellError(error)
        return null
      }
    },
    [client, tellError],
  )
}

/** Shows any thrown value as a toast in the operator's language. */
export function useErrorToast(): (error: unknown) => void {
  const showToast = useToast()
  const { t } = useTranslation()
  return useCallback(
    (error) => {
      const { message, hint } = errorText(t, errorFactsOf(error))
      showToast({ level: 'broken', title: message, text: hint })
    },
    [showToast, t],
  )
}
