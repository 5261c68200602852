import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import { exampleName, parsePattern, renderName, versionSlot } from './name-pattern'
import { byteLength, isSafeRelativePath, jobIdInName, maxPathChars } from './name-rules'
import type { NameFacts } from './share'

const jobId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
const facts: NameFacts = {
  jobId,
  number: 42,
  style: 'pop-art',
  event: 'Gala',
  takenAtMs: Date.UTC(2026, 0, 4, 23, 30, 5),
  zoneOffsetMin: 60,
  fields: { chapter: 3, scene: 'b' },
}

function render(pattern: string, change: Partial<NameFacts> = {}, version = 1): string {
  return renderName(parsePattern(pattern, '/share'), { ...facts, ...change }, { extension: 'jpg', version })
}

function refusal(pattern: string, root: string | null = '/share'): AppError {
  try {
    parsePattern(pattern, root)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error(`accepted: ${pattern}`)
}

describe('a naming pattern', () => {
  it('names a file by the local moment of its picture', () => {
    expect(render('PhotoCall-{stamp}-{jobId}')).toBe(`PhotoCall-2026-01-05-00-30-05-${jobId}.jpg`)
    expect(render('{date}/{time}-{jobId}')).toBe(`2026-01-05/00-30-05-${jobId}.jpg`)
  })

  it('pads counters, versions and numeric fields', () => {
    expect(render('{counter:05}_{style}')).toBe('00042_pop-art.jpg')
    expect(render('ch-{chapter:02}/raw/comfyui/v{version:03}', {}, 7)).toBe('ch-03/raw/comfyui/v007.jpg')
    expect(render('{counter:2}')).toBe('42.jpg')
    expect(render('{scene:03}')).toBe('b.jpg')
  })

  it('writes something where a field is missing', () => {
    expect(render('{artist}-{page:02}-{counter}')).toBe('none-00-42.jpg')
    expect(render('{event}/{counter}', { event: '' })).toBe('none/42.jpg')
    expect(render('{constructor}-{counter}')).toBe('none-42.jpg')
  })

  it('makes words of people safe instead of refusing them', () => {
    expect(render('{event}', { event: 'Boda: Ana/Luis?' })).toBe('Boda_ Ana_Luis_.jpg')
    expect(render('{event}/{counter}', { event: ' ..CON ' })).toBe('_CON/42.jpg')
    expect(render('{event}/{counter}', { event: '../../etc' })).toBe('_.._etc/42.jpg')
    expect(render('COM{counter}', { number: 1 })).toBe('_COM1.jpg')
  })

  it('cuts long words of people between characters, the longest first', () => {
    const name = render('{event}-{style}-{stamp}-{jobId}', { event: '\u{1f389}'.repeat(300) })
    expect(name.startsWith('\u{1f389}\u{1f389}')).toBe(true)
    expect(name).toContain(`-pop-art-2026-01-05-00-30-05-${jobId}.jpg`)
    expect(byteLength(name)).toBeLessThanOrEqual(120)
    expect(Buffer.from(name).toString()).toBe(name)
  })

  it('keeps the words around a version alike for every version', () => {
    const long = { ...facts, event: 'e'.repeat(300) }
    const pattern = parsePattern('{date}/{event}-v{version:03}-x', '/share')
    const slot = versionSlot(pattern, long)
    expect(slot?.folder).toBe('2026-01-05')
    for (const version of [1, 999999]) {
      const digits = String(version).padStart(3, '0')
      const expected = `2026-01-05/${slot?.prefix}${digits}${slot?.suffix}.jpg`
      expect(renderName(pattern, long, { extension: 'jpg', version })).toBe(expected)
    }
    expect(versionSlot(parsePattern('{jobId}', null), facts)).toBeNull()
  })

  it.each([
    ['', 1],
    ['a//b', 3],
    ['/absolute', 1],
    ['a/', 3],
    ['C:/x', 2],
    ['a\\b', 2],
    ['ab<c', 3],
    ['../up', 1],
    ['a/./b', 3],
    ['.hidden/{counter}', 1],
    ['trailing./x', 1],
    ['trailing /x', 1],
    [' leading', 1],
    ['nul', 1],
    ['a/Com1.x/b', 3],
    ['{counter', 1],
    ['a}', 2],
    ['{}', 1],
    ['{JobID}', 1],
    ['{stamp:05}', 1],
    ['{counter:99}', 1],
    ['{../x}', 1],
    ['a\u0007b', 2],
    ['x{jobId}', 1],
    ['{jobId}{counter}', 1],
    ['a\u202eb', 2],
  ])('refuses %j at character %i', (pattern, position) => {
    const error = refusal(pattern)
    expect(error.code).toBe('name_invalid')
    expect(error.params).toEqual({ position })
    expect(error.hint).not.toBe('')
  })

  it('says which token was meant', () => {
    expect(refusal('{jobid}').hint).toContain('{jobId}')
  })

  it('refuses what is too long with the longest tokens', () => {
    expect(refusal(`${'x'.repeat(80)}-{jobId}`).message).toContain('bytes too long')
    expect(refusal('{stamp}-{jobId}', `/${'r'.repeat(200)}`).message).toContain('characters too long')
    expect(() =>
      parsePattern('PhotoCall-{stamp}-{jobId}', 'E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall'),
    ).not.toThrow()
  })

  it('refuses words in which the id of the job would be lost', () => {
    expect(refusal('{jobId}-_/{counter:08}-1234-1234-1234-123456789012').code).toBe('name_invalid')
  })

  it('shows an example', () => {
    const name = exampleName(parsePattern('{event}/{counter:04}-{jobId}', null), 0, 0)
    expect(name).toBe('Gala/0042-3f2b8c1e-9d4a-4c57-8a16-5e0d7b92c4f8.jpg')
  })
})

describe('whatever the facts', () => {
  const root = 'E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall'
  const nasty = fc.constantFrom(
    '../',
    'CON',
    'nul.',
    '\u0301',
    '\u{1f468}\u200d\u{1f469}',
    ' .',
    'a\u030a',
    '\ud800',
    jobId,
    '\ue000',
    '-',
  )
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.constantFrom('12345678', '1234', 'abcdef012345', '12345678-1234-1234', `${jobId}-`),
  )
  const anyFacts = fc.record({
    jobId: fc.uuid(),
    number: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    style: words,
    event: words,
    takenAtMs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    zoneOffsetMin: fc.integer({ min: -900, max: 900 }),
    fields: fc.record({ a: words, b: fc.oneof(words, fc.double(), fc.integer()), chapter: fc.integer() }),
  })
  const piece = fc.constantFrom(
    '{stamp}',
    '{date}',
    '{time}',
    '{counter}',
    '{counter:05}',
    '{style}',
    '{event}',
    '{a}',
    '{b:04}',
  )
  const more = fc.constantFrom(
    '{chapter:02}',
    '{version}',
    '{version:03}',
    '{unknown}',
    '/',
    '/',
    '-',
    '_',
    'e',
    'CON',
    'Com',
  )
  const anyPattern = fc.array(fc.oneof(piece, more), { minLength: 0, maxLength: 8 }).map((parts) => parts.join(''))

  function accepted(text: string) {
    try {
      return parsePattern(text, root)
    } catch (error) {
      if (error instanceof AppError && error.code === 'name_invalid') return null
      throw error
    }
  }

  it('a rendered name is safe, below the root and of bounded length', () => {
    const version = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(anyPattern, anyFacts, version, fc.constantFrom('jpg', 'webm'), (text, given, number, extension) => {
        const pattern = accepted(text)
        fc.pre(pattern !== null)
        const name = renderName(pattern, given, { extension, version: number })
        expect(isSafeRelativePath(name), name).toBe(true)
        expect(root.length + 1 + name.length).toBeLessThanOrEqual(maxPathChars)
        expect(name.split('/').length).toBe(text.split('/').length)
        expect(renderName(pattern, given, { extension, version: number })).toBe(name)
      }),
      { numRuns: 2000, seed: 20260104 },
    )
  })

  it('the id of the job is found again in its name', () => {
    const withId = fc.tuple(anyPattern, anyPattern).map(([before, after]) => `${before}-{jobId}-${after}x`)
    fc.assert(
      fc.property(withId, anyFacts, (text, given) => {
        const pattern = accepted(text)
        fc.pre(pattern !== null)
        expect(jobIdInName(renderName(pattern, given, { extension: 'jpg', version: 1 }))).toBe(given.jobId)
      }),
      { numRuns: 2000, seed: 20260104 },
    )
  })

  it('a pattern of any characters is either refused by name or safe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), anyFacts, (text, given) => {
        const pattern = accepted(text)
        fc.pre(pattern !== null)
        expect(isSafeRelativePath(renderName(pattern, given, { extension: 'jpg', version: 1 }))).toBe(true)
      }),
      { numRuns: 1000, seed: 20260104 },
    )
  })
})

describe('the id of a job in a file name', () => {
  it('is found whole, in any case, in folders too', () => {
    expect(jobIdInName(`x-${jobId.toUpperCase()}.PNG`)).toBe(jobId)
    expect(jobIdInName(`${jobId}/raw (2).png`)).toBe(jobId)
    expect(jobIdInName(`a_${jobId}_b.png`)).toBe(jobId)
  })

  it('is not found in part', () => {
    expect(jobIdInName(`1${jobId}.png`)).toBeNull()
    expect(jobIdInName(`${jobId}0.png`)).toBeNull()
    expect(jobIdInName(jobId.slice(1))).toBeNull()
    expect(jobIdInName('holiday.jpg')).toBeNull()
  })
})
