import './zod-without-eval'
import '@fontsource-variable/source-sans-3'
import './ui/tokens.css'
import './ui/base.css'
import { createRoot } from 'react-dom/client'
import { addresses } from '../contract/addresses'
import { preferredLanguage } from '../contract/language'
import { App } from './App'
import { createCamera } from './camera/camera'
import { createCameraLease } from './camera/camera-lease'
import { createClient } from './connection/client'
import { createMirror } from './connection/mirror'
import { transportHere } from './connection/transport'
import { createI18n } from './i18n/i18n'

const mirror = createMirror()
const client = createClient({ transport: transportHere(addresses.socket), mirror })
const camera = createCamera()
createCameraLease({ client, mirror, camera })
const page = location.pathname.replace(/\/$/, '').endsWith(addresses.kiosk) ? 'kiosk' : 'console'
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
// Until the core has said which language is set: what the browser or system prefers.
const i18n = createI18n(preferredLanguage(navigator.languages))
createRoot(root).render(<App connected={{ client, mirror }} camera={camera} i18n={i18n} page={page} />)
