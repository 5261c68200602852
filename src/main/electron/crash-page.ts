import { createHash } from 'node:crypto'
import type { Language } from '../../contract/settings'
import type { WindowRole } from './own-address'

/** What the page after repeated crashes has to say. */
export interface CrashPageFacts {
  role: WindowRole
  language: Language
  logsDir: string
}

/** The kiosk tries again by itself: nobody is there to press anything. */
const kioskRetrySec = 20

const texts = {
  en: {
    title: 'This screen stopped three times in a minute',
    calm: 'Pictures in hand go on being made and saved. Nothing is lost.',
    retry: 'Try again (F5)',
    more: 'If it stops again, close the app and start it anew. Its logs are in this folder:',
    guest: 'One moment, please',
  },
  es: {
    title: 'Esta pantalla se ha detenido tres veces en un minuto',
    calm: 'Las fotos en curso se siguen creando y guardando. No se pierde nada.',
    retry: 'Intentar de nuevo (F5)',
    more: 'Si vuelve a detenerse, cierra la aplicación y ábrela de nuevo. Sus registros están en esta carpeta:',
    guest: 'Un momento, por favor',
  },
} as const

const style = `html { height: 100%; background: #0b0f14; color: #eef2f6; font: 20px/1.5 system-ui, sans-serif }
body { display: grid; place-content: center; gap: 16px; min-height: 100%; max-width: 46em; margin: 0 auto; padding: 32px }
body { box-sizing: border-box } h1 { font-size: 32px; margin: 0 } p { margin: 0 }
a { justify-self: start; padding: 14px 28px; border-radius: 10px; background: #f5b53d; color: #14100a; font-weight: 600 }
a { text-decoration: none } a:focus-visible { outline: 3px solid #fff } code { overflow-wrap: anywhere }
.guest { text-align: center } .guest h1 { font-size: 56px }`

const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`

/** Needs no script, file or core, since any of them may be what fails. */
export function crashPage(facts: CrashPageFacts) {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  }
  return new Response(crashHtml(facts), { headers })
}

function crashHtml({ role, language, logsDir }: CrashPageFacts) {
  const refresh = role === 'kiosk' ? `<meta http-equiv="refresh" content="${kioskRetrySec};url=/kiosk">` : ''
  const body = role === 'kiosk' ? guestBody(language) : operatorBody(language, logsDir)
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">${refresh}<title>Photocall Console</title>
<style>${style}</style></head>${body}</html>`
}

function guestBody(language: Language) {
  return `<body class="guest"><h1>${texts[language].guest}</h1></body>`
}

function operatorBody(language: Language, logsDir: string) {
  const text = texts[language]
  return `<body><h1>${text.title}</h1><p>${text.calm}</p><a href="/console">${text.retry}</a>
<p>${text.more}<br><code>${escapeHtml(logsDir)}</code></p></body>`
}

function escapeHtml(text: string) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
