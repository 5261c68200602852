import './zod-without-eval'
import '@fontsource-variable/source-sans-3'
import './ui/tokens.css'
import './ui/base.css'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { preferredLanguage } from '../contract/language'
import { createI18n } from './i18n/i18n'
import { Canvas } from './screens/canvas/Canvas'

const root = document.getElementById('root')
if (root === null) throw new Error('canvas.html has no #root')
const i18n = createI18n(preferredLanguage(navigator.languages))
document.documentElement.lang = i18n.language
createRoot(root).render(
  <I18nextProvider i18n={i18n}>
    <Canvas />
  </I18nextProvider>,
)
