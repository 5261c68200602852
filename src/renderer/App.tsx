import type { i18n } from 'i18next'
import { useEffect } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { activeEventOf } from '../contract/settings'
import type { Camera } from './camera/camera'
import { CameraContext } from './camera/camera-context'
import { ConnectionContext, useMirrored, type Connected } from './connection/use-app-state'
import { guestsLanguage } from './events/event-list'
import { Kiosk } from './screens/kiosk/Kiosk'
import { Boundary } from './shell/Boundary'
import { Connecting } from './shell/Connecting'
import { Shell } from './shell/Shell'
import { ToastProvider } from './ui/Toast'
import { TooltipProvider } from './ui/Tooltip'

export interface AppProps {
  connected: Connected
  camera: Camera
  i18n: i18n
  /** Which page this window is: the operator's or the guests'. */
  page: 'console' | 'kiosk'
}

/** What stands around every screen: connection, language, messages. */
export function App({ connected, camera, i18n, page }: AppProps) {
  return (
    <ConnectionContext value={connected}>
      <I18nextProvider i18n={i18n}>
        <LanguageOfSettings page={page} />
        <CameraContext value={camera}>
          <TooltipProvider>
            <Page page={page} />
          </TooltipProvider>
        </CameraContext>
      </I18nextProvider>
    </ConnectionContext>
  )
}

function Page({ page }: { page: AppProps['page'] }) {
  const { t } = useTranslation()
  const hasState = useMirrored(({ state }) => state !== null)
  return (
    <ToastProvider labels={{ region: t('app.notifications'), close: t('app.close') }}>
      <Boundary>{!hasState ? <Connecting page={page} /> : page === 'kiosk' ? <Kiosk /> : <Shell />}</Boundary>
    </ToastProvider>
  )
}

/** Switches all texts when the operator switches the language, in every window; guests read their event's own. */
function LanguageOfSettings({ page }: { page: AppProps['page'] }) {
  const { i18n } = useTranslation()
  const language = useMirrored(({ state }) => {
    if (state === null) return undefined
    const { settings } = state
    return page === 'kiosk' ? guestsLanguage(activeEventOf(settings), settings.language) : settings.language
  })
  useEffect(() => {
    if (language !== undefined && language !== i18n.language) void i18n.changeLanguage(language)
    document.documentElement.lang = language ?? i18n.language
  }, [i18n, language])
  return null
}
