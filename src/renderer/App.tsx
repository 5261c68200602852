import type { i18n } from 'i18next'
import { useEffect } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import type { Camera } from './camera/camera'
import { CameraContext } from './camera/camera-context'
import { ConnectionContext, useMirrored, type Connected } from './connection/use-app-state'
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
        <LanguageOfSettings />
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

/** Switches all texts when the operator switches the language, in every window. */
function LanguageOfSettings() {
  const { i18n } = useTranslation()
  const language = useMirrored(({ state }) => state?.settings.language)
  useEffect(() => {
    if (language !== undefined && language !== i18n.language) void i18n.changeLanguage(language)
    document.documentElement.lang = language ?? i18n.language
  }, [i18n, language])
  return null
}
