/** Gestures of a browser that lead guests away from the booth, and what begins them. */
const refused = ['contextmenu', 'dragstart', 'dragenter', 'dragover', 'drop', 'selectstart', 'copy', 'cut', 'paste']

/** Only a finger or the main button presses; the others scroll by themselves, paste, or go back. */
const buttonEvents = ['mousedown', 'mouseup', 'auxclick'] as const

/**
 * Takes from a page what belongs to browsing: menus, dragging in and out, selecting, zooming, printing. Gives it back when
 * the returned function is called. Keys, navigation and new windows are kept away by the app itself (`electron/kiosk-lock.ts`).
 */
export function guardGuestPage(): () => void {
  const ended = new AbortController()
  const options = { capture: true, passive: false, signal: ended.signal }
  const refuse = (event: Event) => event.preventDefault()
  for (const name of refused) addEventListener(name, refuse, options)
  for (const name of buttonEvents) addEventListener(name, refuseOtherButtons, options)
  addEventListener('wheel', refuseZooming, options)
  addEventListener('touchmove', refuseGestures, options)

  const { style } = document.documentElement
  const print = window.print.bind(window)
  style.touchAction = 'pan-y' // tall screens scroll their styles; nothing is pinched or double-tapped larger
  window.print = () => undefined
  ended.signal.addEventListener('abort', () => {
    style.touchAction = ''
    window.print = print
  })
  return () => ended.abort()
}

function refuseOtherButtons(event: MouseEvent) {
  if (event.button !== 0) event.preventDefault()
}

function refuseZooming(event: WheelEvent) {
  if (event.ctrlKey) event.preventDefault()
}

/** One finger moves a list, more than one would zoom or swipe. Touching is left alone: a leaning palm blocks nobody. */
function refuseGestures(event: TouchEvent) {
  if (event.touches.length > 1 && event.cancelable) event.preventDefault()
}
