import { useTranslation } from 'react-i18next'
import { serverSettings, type ServerSettings } from '../../../../contract/server'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { useUndoToast } from '../../../connection/use-undo-toast'
import { useSettingsForm } from '../settings-form'
import { newServerId } from './server-words'

export const mostServers = 8

/** The list of servers and what can be done with it; each change is in force at once and can be undone. */
export function useServerList() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const run = useCommand()
  const tellChange = useUndoToast()
  const isFixed = useAppState(({ app }) => app.fixedSettings.includes('comfyui.servers'))
  const { servers } = settings.comfyui
  const save = (servers: readonly ServerSettings[]) => run('settings.change', { comfyui: { servers } })

  /** Its id, or null where it was refused. */
  async function add(url: string, name = ''): Promise<string | null> {
    const server = serverSettings.parse({ id: newServerId(), url, name })
    return (await save([...servers, server])) === null ? null : server.id
  }

  async function remove(id: string, name: string): Promise<void> {
    const saved = await save(servers.filter((server) => server.id !== id))
    if (saved !== null) tellChange({ title: t('servers.removed', { name }) }, saved.revision)
  }

  /** `field` is where a refusal is told, `what` names it in the message. */
  function alter(id: string, field: string, what: string, facts: Partial<ServerSettings>): Promise<boolean> {
    const altered = servers.map((server) => (server.id === id ? { ...server, ...facts } : server))
    return change(`${id}.${field}`, what, { comfyui: { servers: altered } })
  }

  return { servers, isFixed, add, remove, alter }
}
