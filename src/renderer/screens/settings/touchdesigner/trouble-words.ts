import type { TFunction } from 'i18next'
import type { TdMachineView } from '../../../../contract/touchdesigner'

/** What a machine complains of, in the operator's language where our scripts say it; others' words, and those of another version, stay as they are. */
export function troubleWords(t: TFunction, { message, code, params }: NonNullable<TdMachineView['trouble']>): string {
  const { path, fault, where, error } = params
  if (code === 'saved_file_wrong' && path !== undefined && fault !== undefined)
    return t('touchdesigner.trouble.savedFile', { path, fault })
  if (code === 'script_error' && where !== undefined && error !== undefined)
    return t('touchdesigner.trouble.script', { where, error })
  return code === 'component_error' ? t('touchdesigner.trouble.component') : message
}
