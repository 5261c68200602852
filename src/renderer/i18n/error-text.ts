import type { TFunction } from 'i18next'
import type { ErrorFacts } from '../../contract/errors'

/** What happened and what to do, in the operator's language; the core's own English words where a text is missing. */
export function errorText(t: TFunction, error: ErrorFacts): { message: string; hint: string } {
  const { kind, name } = error.params ?? {}
  const context = kind ?? (name === undefined ? undefined : 'named')
  const values = { ...error.params, ...(context !== undefined && { context }) }
  return {
    message: t(`errors.${error.code}.message`, { ...values, defaultValue: error.message }),
    hint: t(`errors.${error.code}.hint`, { ...values, defaultValue: error.hint }),
  }
}
