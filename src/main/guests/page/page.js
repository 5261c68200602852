'use strict'
// Everything works without this but for: the picture that forms, the phone's share sheet, the larger picture to hold.
const base = location.pathname.replace(/\/$/, '').split('/').pop()
const usualMs = 1500
const slowMs = 15000
let waitMs = usualMs
let timer = 0

const main = () => document.querySelector('main')
const part = (name) => document.querySelector(`[data-part="${name}"]`)
const say = (text) => {
  part('status').textContent = text
}

function later(ms) {
  clearTimeout(timer)
  timer = setTimeout(look, ms)
}

async function look() {
  if (document.hidden) return
  try {
    const reply = await fetch(`${base}/state`, { cache: 'no-store' })
    if (!reply.ok && reply.status !== 404 && reply.status !== 410) throw new Error(String(reply.status))
    const told = await reply.json()
    say('')
    waitMs = told.state === 'forming' ? usualMs : slowMs
    if (told.page !== main().dataset.page) return void (await renew())
    if (told.state === 'forming') show(told)
  } catch {
    waitMs = Math.min(30000, waitMs * 2)
    say(main().dataset.lost)
  }
  if (main().dataset.live === 'yes') later(waitMs)
}

function show(told) {
  part('words').textContent = told.words
  part('progress').value = told.progress
  const frame = part('frame')
  if (told.previewVersion > 0 && frame.dataset.version !== String(told.previewVersion)) {
    frame.dataset.version = String(told.previewVersion)
    const next = new Image()
    next.alt = frame.dataset.alt
    next.onload = () => {
      frame.classList.remove('empty')
      frame.replaceChildren(next)
    }
    next.src = `${base}/preview?v=${told.previewVersion}`
  }
}

/** The same page anew from the server, which alone knows how each looks. */
async function renew() {
  const reply = await fetch(location.pathname, { cache: 'no-store', headers: { accept: 'text/html' } })
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html')
  main().replaceWith(document.adoptNode(fresh.querySelector('main')))
  document.title = fresh.title
  start()
}

/** Once the quick picture is there: the whole one takes its place, so that a finger held on it saves that. */
function growPicture() {
  const picture = part('picture')
  const whole = picture && picture.dataset.whole
  const link = navigator.connection || {}
  if (!whole || link.saveData || /2g/.test(link.effectiveType || '')) return
  const fetchWhole = () => {
    const next = new Image()
    next.onload = () => {
      picture.src = whole
    }
    next.src = whole
  }
  if (picture.complete) fetchWhole()
  else picture.addEventListener('load', fetchWhole, { once: true })
}

function offerShare() {
  const button = part('share')
  if (!button || !window.isSecureContext || !navigator.canShare) return
  const { name, type, url } = button.dataset
  if (!navigator.canShare({ files: [new File([''], name, { type })] })) return
  button.hidden = false
  let file = null
  button.addEventListener('click', async () => {
    try {
      if (!file) {
        button.disabled = true
        const reply = await fetch(url)
        if (!reply.ok) throw new Error(String(reply.status))
        file = new File([await reply.blob()], name, { type })
        button.disabled = false
      }
      await navigator.share({ files: [file] })
    } catch (error) {
      button.disabled = false
      if (error.name !== 'AbortError' && error.name !== 'NotAllowedError') say(main().dataset.away)
    }
  })
}

function start() {
  growPicture()
  offerShare()
  const picture = part('picture')
  if (picture) picture.addEventListener('error', () => say(main().dataset.away))
  if (main().dataset.live === 'yes') later(usualMs)
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && main().dataset.live === 'yes') later(0)
})
window.addEventListener('online', () => main().dataset.live === 'yes' && later(0))
start()
