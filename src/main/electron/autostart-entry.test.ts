import fc from 'fast-check'
import { expect, test } from 'vitest'
import { autostartEntry, readAutostart } from './autostart-entry'

test('an entry is a desktop file that starts the program with its flags', () => {
  expect(autostartEntry(['/opt/Photocall Console/app', '--kiosk']).split('\n')).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Name=Photocall Console',
    'Exec="/opt/Photocall Console/app" "--kiosk"',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ])
})

test('signs that the desktop or its shell would read are escaped, by both rules of the specification', () => {
  const entry = autostartEntry(['/a', '--data', String.raw`/100% "$HOME"\b`])
  expect(entry).toContain(String.raw`Exec="/a" "--data" "/100%% \\"\\$HOME\\"\\\\b"`)
})

test('any command is read back as it was written', () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !/[\n\r]/.test(text))
  fc.assert(
    fc.property(word, fc.array(word), (program, flags) => {
      expect(readAutostart(autostartEntry([program, ...flags]))).toEqual([program, ...flags])
    }),
  )
})

test('an entry that somebody turned off starts nothing', () => {
  const entry = autostartEntry(['/a'])
  expect(readAutostart(`${entry}Hidden=true\n`)).toBeNull()
  expect(readAutostart(entry.replace('enabled=true', 'enabled=false'))).toBeNull()
  expect(readAutostart('')).toBeNull()
})
