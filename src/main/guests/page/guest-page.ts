import { createHash } from 'node:crypto'
import type { Language } from '../../../contract/event'
import type { GuestView } from '../guest-view'
import styleFile from './page.css?raw'
import scriptFile from './page.js?raw'
import { guestWords, type GuestWords } from './words'

/** What a page is made of besides the guest's own view. */
export interface GuestPageFacts {
  view: GuestView | { state: 'busy' }
  /** Of the link; '' where nothing hangs below it. */
  token: string
  language: Language
  /** Of the event; '' where it has none. */
  eventName: string
  /** For the download, with extension. */
  fileName: string
  mediaType: string
}

/** A browser reads line ends this way before it compares with the hash. */
const withPlainLines = (text: string) => text.replaceAll('\r\n', '\n')
const style = withPlainLines(styleFile)
const script = withPlainLines(scriptFile)

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Style and script stand in the page, known by their hashes: on a slow network each file more is a second more. */
export const guestPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const

/** The page of a state; the script fetches it anew when another state is told. */
export function guestPage(facts: GuestPageFacts): string {
  const words = guestWords[facts.language]
  const title = [words.title, facts.eventName].filter(Boolean).map(escapeHtml).join(' - ')
  return `<!doctype html>
<html lang="${facts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><meta name="robots" content="noindex,nofollow"><meta name="theme-color" content="#0d1013">
<link rel="icon" href="data:,">${refresh(facts.view)}<style>${style}</style></head>
<body>${mainPart(facts, words)}<script>${script}</script></body></html>`
}

/** Without a script the page looks again by itself. */
function refresh(view: GuestPageFacts['view']): string {
  return view.state === 'forming' ? '<noscript><meta http-equiv="refresh" content="5"></noscript>' : ''
}

/** Which page a view gets: while it is the same, a phone need not fetch it again. */
export function pageKey(view: GuestPageFacts['view']): string {
  if (view.state === 'ready') return `ready-${view.version}`
  if (view.state === 'erased') return `erased-${view.open.join('-')}`
  return view.state
}

/** What changes by itself: a phone asks again. */
const living: readonly string[] = ['forming', 'failed', 'leaving']

function mainPart(facts: GuestPageFacts, words: GuestWords): string {
  const { view } = facts
  const isLive = living.includes(view.state) || (view.state === 'erased' && view.open.length > 0)
  const told = `data-page="${pageKey(view)}" data-live="${isLive ? 'yes' : 'no'}"`
  const sentences = `data-lost="${escapeHtml(words.lost)}" data-away="${escapeHtml(words.away)}"`
  return `<main ${told} ${sentences}><p role="status" data-part="status"></p>${bodyOf(facts, words)}</main>`
}

function bodyOf(facts: GuestPageFacts, words: GuestWords): string {
  const { view, token } = facts
  switch (view.state) {
    case 'ready':
      return readyPart(facts, view, words)
    case 'forming':
      return formingPart(facts, view, words)
    case 'leaving': {
      const undo = post(`${token}/keep`, `<button class="button first">${words.undo}</button>`)
      const time = `<time datetime="${new Date(view.undoUntilMs).toISOString()}">${timeOf(view.undoUntilMs)}</time>`
      return note(words.leaving, words.leavingText(time)) + `<div class="actions">${undo}</div>`
    }
    case 'erased':
      return erasedPart(view, words)
    case 'unknown':
    case 'expired':
    case 'failed':
    case 'withdrawn':
    case 'busy':
      return note(words[view.state], words[`${view.state}Text`])
  }
}

function readyPart(facts: GuestPageFacts, view: Extract<GuestView, { state: 'ready' }>, words: GuestWords): string {
  const { token, fileName, mediaType } = facts
  const name = escapeHtml(fileName)
  const until = view.untilMs === null ? '' : ` ${words.until(dayOf(view.untilMs, facts.language))}`
  const original = view.hasOriginal
    ? `<a class="button" href="${token}/original?download" download>${words.original}</a>`
    : ''
  const hold = view.kind === 'video' ? '' : `<p>${words.hold}</p>`
  return `${head(facts, words)}<figure>${pictureOf(token, view, words)}</figure>
<div class="actions"><a class="button first" href="${token}/picture?download" download="${name}">${words.download}</a>
<button class="button" data-part="share" data-name="${name}" data-type="${escapeHtml(mediaType)}" data-url="${token}/picture" hidden>${words.share}</button>
${original}</div>
<div class="small">${hold}<p>${words.yours}${until}</p>
${post(`${token}/delete`, `<button class="quiet">${words.remove}</button>`)}</div>`
}

function pictureOf(token: string, view: Extract<GuestView, { state: 'ready' }>, words: GuestWords): string {
  const size = view.widthPx > 0 ? `width="${view.widthPx}" height="${view.heightPx}"` : ''
  const screen = `${token}/screen?v=${view.version}`
  const whole = `${token}/picture?v=${view.version}`
  if (view.kind === 'video')
    return `<video ${size} src="${whole}" poster="${screen}" aria-label="${words.alt}" controls playsinline loop muted preload="metadata"></video>`
  return `<img ${size} src="${screen}" data-part="picture" data-whole="${whole}" alt="${words.alt}" fetchpriority="high">`
}

function formingPart(facts: GuestPageFacts, view: Extract<GuestView, { state: 'forming' }>, words: GuestWords): string {
  const frame =
    view.previewVersion > 0
      ? `<figure data-part="frame" data-version="${view.previewVersion}" data-alt="${words.formingAlt}">` +
        `<img src="${facts.token}/preview?v=${view.previewVersion}" alt="${words.formingAlt}"></figure>`
      : `<figure class="empty" data-part="frame" data-version="0" data-alt="${words.formingAlt}"></figure>`
  const bar = `<progress data-part="progress" max="1" value="${view.progress}" aria-label="${words.progress}"></progress>`
  return `${head(facts, words)}${frame}<div class="words"><p data-part="words" aria-live="polite">${formingWords(view, words)}</p>${bar}
<p>${words.stay}</p></div>
<div class="small">${post(`${facts.token}/delete`, `<button class="quiet">${words.remove}</button>`)}</div>`
}

/** How far a picture is, in a sentence or two. */
export function formingWords(view: Extract<GuestView, { state: 'forming' }>, words: GuestWords): string {
  if (view.phase === 'counting') return words.counting
  const place = view.phase === 'waiting' && view.position !== null ? words.place(view.position) : ''
  const about = view.etaMs === null || view.etaMs <= 0 ? '' : aboutWords(view.etaMs, words)
  return [words[view.phase], place, about].filter(Boolean).join(' ')
}

/** In minutes where seconds would be counted by the hundred, as on the console. */
function aboutWords(etaMs: number, words: GuestWords): string {
  const seconds = Math.max(1, Math.round(etaMs / 1000))
  return seconds < 90 ? words.about(seconds, 's') : words.about(Math.round(seconds / 60), 'min')
}

function erasedPart(view: Extract<GuestView, { state: 'erased' }>, words: GuestWords): string {
  const open = view.open.map((at) => words.open[at as keyof GuestWords['open']])
  const beyond = view.beyond.map((at) => words.beyond[at as keyof GuestWords['beyond']])
  const title = open.length > 0 ? words.erasing : words.erased
  const when = view.doneAtMs === null ? '' : ` (${timeOf(view.doneAtMs)})`
  return note(title, words.erasedText + when) + listed(words.openText, open) + listed(words.beyondText, beyond)
}

function listed(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return ''
  return `<div class="words"><p>${title}</p><ul>${entries.map((entry) => `<li>${entry}</li>`).join('')}</ul></div>`
}

const head = ({ eventName }: GuestPageFacts, words: GuestWords) =>
  `<header><h1>${escapeHtml(eventName === '' ? words.title : eventName)}</h1></header>`

const note = (title: string, text: string) => `<div class="note"><h1>${title}</h1><p>${text}</p></div>`

const post = (action: string, button: string) => `<form method="post" action="${action}">${button}</form>`

/** As the booth's clock shows it: the guest stands before it. */
function timeOf(atMs: number): string {
  const at = new Date(atMs)
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}

function dayOf(atMs: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'es-ES', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(atMs)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
