import type { TFunction } from 'i18next'
import type { TdMachineView } from '../../../../contract/touchdesigner'

/** Of the scripts that come with the console. */
const ownChecks = ['component', 'output', 'preview', 'folder'] as const

/**
 * A check of a machine's set-up in the operator's language: a path stays a path, and one of our own without a path says
 * that nothing is set. Others' checks are called as they call themselves.
 */
export function checkWords(t: TFunction, { name, detail }: TdMachineView['checks'][number]) {
  const own = ownChecks.find((one) => one === name)
  if (!own) return { name, detail }
  const isPath = /[\\/]/.test(detail)
  return { name: t(`touchdesigner.check.${own}`), detail: isPath ? detail : t(`touchdesigner.checkUnset.${own}`) }
}
