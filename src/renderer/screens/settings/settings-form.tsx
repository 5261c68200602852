import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { errorFactsOf, type ErrorFacts } from '../../../contract/errors'
import type { Settings, SettingsPatch } from '../../../contract/settings'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { useUndoToast } from '../../connection/use-undo-toast'

export interface SettingsForm {
  settings: Settings
  /** Why the last change of a field was refused, by the field's path. */
  refusals: Readonly<Record<string, ErrorFacts>>
  /** Saves at once, offers to undo, and keeps the reason at `field` where it is refused. `what` names it in the message. */
  change: (field: string, what: string, patch: SettingsPatch) => Promise<boolean>
}

const SettingsFormContext = createContext<SettingsForm | null>(null)

export function useSettingsForm(): SettingsForm {
  const form = useContext(SettingsFormContext)
  if (form === null) throw new Error('useSettingsForm needs a SettingsFormProvider above')
  return form
}

export function SettingsFormProvider({ children }: { children: ReactNode }) {
  const { client } = useConnection()
  const settings = useAppState((state) => state.settings)
  const [refusals, setRefusals] = useState<Record<string, ErrorFacts>>({})
  const tellSaved = useSavedToast()
  const change = useCallback<SettingsForm['change']>(
    async (field, what, patch) => {
      try {
        const { revision } = await client.command('settings.change', patch)
        setRefusals(({ [field]: _mended, ...others }) => others)
        tellSaved(what, revision)
        return true
      } catch (error) {
        setRefusals((before) => ({ ...before, [field]: errorFactsOf(error) }))
        return false
      }
    },
    [client, tellSaved],
  )
  const form = useMemo(() => ({ settings, refusals, change }), [settings, refusals, change])
  return <SettingsFormContext value={form}>{children}</SettingsFormContext>
}

export function useSavedToast(): (what: string, revision: string) => void {
  const { t } = useTranslation()
  const tellChange = useUndoToast()
  return useCallback(
    (what, revision) => tellChange({ title: t('settings.saved'), text: what }, revision),
    [t, tellChange],
  )
}
