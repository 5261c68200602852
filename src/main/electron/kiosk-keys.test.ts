import { describe, expect, it } from 'vitest'
import { isKeyAllowedOnKiosk, type KeyFacts } from './kiosk-keys'

function press(combination: string): KeyFacts {
  const parts = combination.split('+')
  const has = (name: string) => parts.slice(0, -1).includes(name)
  const key = parts.at(-1) ?? ''
  return { key, control: has('Ctrl'), alt: has('Alt'), meta: has('Meta'), shift: has('Shift') }
}

describe('isKeyAllowedOnKiosk', () => {
  it.each([
    ...[
      'Alt+F4',
      'Ctrl+w',
      'Ctrl+W',
      'F11',
      'Ctrl+r',
      'Ctrl+Shift+R',
      'F5',
      'Ctrl+F5',
      'F12',
      'Ctrl+Shift+I',
      'Ctrl+q',
    ],
    ...['Ctrl+=', 'Ctrl+-', 'Ctrl+0', 'Ctrl+p', 'Ctrl+o', 'Ctrl+n', 'Ctrl+t', 'Ctrl+f', 'Ctrl+u', 'Ctrl+j', 'Ctrl+,'],
    ...[
      'Alt+ArrowLeft',
      'Alt+ArrowRight',
      'Alt+Home',
      'Alt+ ',
      'Alt+Alt',
      'F1',
      'F6',
      'F10',
      'ContextMenu',
      'BrowserBack',
    ],
    ...['Meta+q', 'Meta+Alt+i', 'Meta+Meta', 'Meta+K', 'Ctrl+Alt+Delete', 'Ctrl+Alt+t', 'Ctrl+Control', 'PrintScreen'],
    ...['LaunchApplication1', 'Ctrl+Alt+1', 'Ctrl+Shift+Alt+K', 'Ctrl+k', 'F24', 'ZoomIn', 'BrowserRefresh'],
  ])('blocks %s', (combination) => {
    expect(isKeyAllowedOnKiosk(press(combination))).toBe(false)
  })

  it.each([
    'Enter',
    ' ',
    'Tab',
    'Shift+Tab',
    'Escape',
    'ArrowLeft',
    'PageDown',
    'Backspace',
    'a',
    'Shift+A',
    'ñ',
    'é',
    '7',
  ])('lets guests use %s', (combination) => {
    expect(isKeyAllowedOnKiosk(press(combination))).toBe(true)
  })

  it('lets AltGr type signs on Spanish keyboards', () => {
    expect(isKeyAllowedOnKiosk(press('Ctrl+Alt+@'))).toBe(true)
  })

  it('lets the operator ask for the PIN', () => {
    expect(isKeyAllowedOnKiosk(press('Ctrl+Shift+K'))).toBe(true)
    expect(isKeyAllowedOnKiosk(press('Ctrl+Shift+k'))).toBe(true)
  })
})
