import { describe, expect, test } from 'vitest'
import { errorCode } from '../../contract/errors'
import { errorText } from './error-text'
import { preferredLanguage } from '../../contract/language'
import { createFormat } from './format'
import { createI18n } from './i18n'
import { en, es } from './texts'

function flat(texts: object, path = ''): Map<string, string> {
  const entries = Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[path + key, value] as const] : [...flat(value as object, `${path}${key}.`)],
  )
  return new Map(entries)
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

describe('texts', () => {
  test('are the same in English and Spanish, key by key and place by place', () => {
    const [english, spanish] = [flat(en), flat(es)]
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of english) expect(placeholders(spanish.get(key) ?? ''), key).toEqual(placeholders(text))
  })

  test('are never empty', () => {
    for (const texts of [en, es]) for (const [key, text] of flat(texts)) expect(text.trim(), key).not.toBe('')
  })

  test.each(errorCode.options)('say what happened and what to do for %s, in both languages', (code) => {
    for (const texts of [en, es]) {
      expect(texts.errors[code].message.length).toBeGreaterThan(3)
      expect(texts.errors[code].hint.length).toBeGreaterThan(3)
    }
  })

  test('switch at run time', async () => {
    const i18n = createI18n('en')
    const camera = { code: 'no_camera', message: 'm', hint: 'h' } as const
    expect(errorText(i18n.t, camera).message).toBe('No camera')
    await i18n.changeLanguage('es')
    expect(errorText(i18n.t, camera).message).toBe('Sin cámara')
  })

  test('say roughly how long in Spanish without a plural, which one second has not', () => {
    const { t } = createI18n('es')
    expect(t('app.about', { duration: '1 s' })).toBe('aprox. 1 s')
    expect(t('app.aboutLeft', { duration: '1 s' })).toBe('listo en aprox. 1 s')
  })

  test('call things and people the same everywhere', () => {
    for (const texts of [en, es]) for (const [key, text] of flat(texts)) expect(text, key).not.toMatch(/\bwifi\b/i)
    // whoever reads it is one person, and a friend; to \b the letters with accents are none
    const toSeveral = /(?<!\p{L})(os|vosotr[oa]s|vuestr[oa]s?)(?!\p{L})/iu
    for (const [key, text] of flat(es)) expect(text, key).not.toMatch(toSeveral)
  })

  test('start in the language that the system prefers', () => {
    expect(preferredLanguage(['ca', 'es-ES', 'en'])).toBe('es')
    expect(preferredLanguage(['en-GB', 'es'])).toBe('en')
    expect(preferredLanguage(['de'])).toBe('en')
    expect(preferredLanguage([])).toBe('en')
  })
})

describe('format', () => {
  test('writes durations, sizes and ratios as people say them', () => {
    const format = createFormat('en')
    expect([400, 14_400, 89_000, 300_000, 3_900_000].map(format.duration)).toEqual([
      '1 s',
      '14 s',
      '89 s',
      '5 min',
      '1 h 5 min',
    ])
    expect([0, 999, 41e9, 1.5e6].map(format.bytes)).toEqual(['0 B', '999 B', '41 GB', '1.5 MB'])
    expect(createFormat('es').bytes(1.5e6)).toBe('1,5 MB')
    expect(format.percent(0.481)).toBe('48%')
    expect([1, 2, 3, 11, 22].map(format.ordinal)).toEqual(['1st', '2nd', '3rd', '11th', '22nd'])
    expect(createFormat('es').ordinal(2)).toBe('2.º')
  })
})
