import { createHash } from 'node:crypto'
import { escapeHtml } from './html'

type PageLanguage = 'en' | 'es'

const texts = {
  en: {
    title: 'Connect this browser',
    ask: 'Enter the pairing code that the console shows.',
    press: 'One press, and this browser belongs to the booth. The code works once.',
    label: 'Pairing code',
    button: 'Connect',
    again: 'Already connected? Open the console',
    wrong: 'This code is wrong, was used already or has expired. Ask for a new one.',
    busy: 'Too many wrong codes. Wait a minute, then try again.',
  },
  es: {
    title: 'Conectar este navegador',
    ask: 'Introduce el código que muestra la consola.',
    press: 'Una pulsación y este navegador queda unido al photocall. El código sirve una sola vez.',
    label: 'Código',
    button: 'Conectar',
    again: '¿Ya está conectado? Abrir la consola',
    wrong: 'El código no es correcto, ya se usó o ha caducado. Pide uno nuevo.',
    busy: 'Demasiados códigos incorrectos. Espera un minuto y vuelve a intentarlo.',
  },
} as const

const style = `body{margin:0;min-height:100vh;display:grid;place-items:center;background:#0b0e11;color:#f2f3f5;
font:16px/1.5 system-ui,sans-serif}main{width:min(22rem,90vw)}h1{font-size:1.4rem;margin:0 0 .5rem}
label{display:block;margin:1.25rem 0 .25rem}input{box-sizing:border-box;width:100%;min-height:3rem;padding:0 .75rem;
font:600 1.25rem ui-monospace,monospace;letter-spacing:.1em;text-transform:uppercase;color:inherit;background:#22262d;
border:1px solid #6b7280;border-radius:.5rem}button{width:100%;min-height:3rem;margin-top:1rem;font:600 1rem system-ui,
sans-serif;color:#0b0e11;background:#ffc84f;border:0;border-radius:.5rem;cursor:pointer}a{color:inherit}
:focus-visible{outline:3px solid #7cc4ff;outline-offset:2px}[role=alert]{color:#ffb4a9}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** For the pairing page: its one style by hash, its one form to us, no script at all. */
export const pairPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: with it a browser posts the form with `Origin: null`, which is refused.
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
} as const

/** The first of our languages that the browser asks for. */
export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  const wanted = (acceptLanguage ?? '').toLowerCase().match(/\b(en|es)\b/)
  return wanted?.[1] === 'es' ? 'es' : 'en'
}

/**
 * A page with a button, because opening an address must change nothing: mail scanners, link previews and prefetching
 * browsers open addresses too, and would burn the code. Made without scripts and files, so that it needs no credential.
 */
export function pairPage(page: { code: string; language: PageLanguage; problem: 'wrong' | 'busy' | null }): string {
  const text = texts[page.language]
  const problem = page.problem === null ? '' : `<p role="alert">${text[page.problem]}</p>`
  const code = escapeHtml(page.code.slice(0, 20))
  return `<!doctype html><html lang="${page.language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${text.title} - Photocall Console</title>
<link rel="icon" href="data:,">
<style>${style}</style><main><h1>${text.title}</h1><p>${code === '' ? text.ask : text.press}</p>${problem}
<form method="post" action="/pair"><label for="code">${text.label}</label>
<input id="code" name="code" value="${code}" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button>${text.button}</button></form><p><a href="/console">${text.again}</a></p></main></html>`
}
