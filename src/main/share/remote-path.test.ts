import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settings } from '../../contract/settings'
import { folderOnStage, nameOnShare, remoteFileOf } from './remote-path'

const windows = { remoteFolder: 'E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall' }
const mac = { remoteFolder: '/Volumes/photo/booth' }
const name = 'PhotoCall-2026-01-04-18-00-00.jpg'

describe('a path that a stage tells', () => {
  it.each([
    [windows, `E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall\\${name}`, ''],
    [windows, `E:/Unidades compartidas/DPTO. CREATIVO/Photocall/gala/${name}`, 'gala'],
    [windows, `e:\\unidades compartidas/DPTO. CREATIVO\\photocall\\Gala\\Raw\\${name}`, 'Gala/Raw'],
    [windows, `E:\\Unidades compartidas\\\\DPTO. CREATIVO\\Photocall\\.\\${name}`, ''],
    [windows, `file:///E:/Unidades compartidas/DPTO. CREATIVO/Photocall/gala/${name}`, 'gala'],
    [mac, `/Volumes/photo/booth/gala/${name}`, 'gala'],
    [{ remoteFolder: '\\\\nas\\photo\\' }, `\\\\nas\\photo\\gala\\${name}`, 'gala'],
    [{ remoteFolder: 'E:\\' }, `E:\\gala\\${name}`, 'gala'],
    [{ remoteFolder: '/' }, `/${name}`, ''],
  ])('%o %s is a base name and a folder below the stage’s own', (stage, path, folder) => {
    expect(remoteFileOf(stage, path)).toEqual({ baseName: name, folder })
  })

  it.each([
    name,
    `E:${name}`,
    `E:\\${name}`,
    `D:\\elsewhere\\${name}`,
    `E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall-2\\${name}`,
    `E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall\\..\\${name}`,
    `E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall\\..\\Photocall\\${name}`,
    `\\\\?\\E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall\\${name}`,
    `../../../etc/${name}`,
  ])('%s lies elsewhere, and its base name counts all the same', (path) => {
    expect(remoteFileOf(windows, path)).toEqual({ baseName: name, folder: null })
  })

  it.each(['', '.', '..', '/', 'E:\\', 'a/b/', 'a\\..', 'a/b.jpg\0', 'a/b.jpg:stream', `a/${'x'.repeat(256)}`])(
    '%j names no file',
    (path) => {
      expect(remoteFileOf(windows, path)).toBeNull()
    },
  )

  it('never gives a name that leads anywhere, whatever comes over the wire', () => {
    const piece = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('..', '.', '\\', '/', 'E:', '\0', 'gala', ' '))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('/', '\\', ''), (pieces, separator) => {
        const found = remoteFileOf(windows, pieces.join(separator))
        if (found === null) return
        const parts = [found.baseName, ...(found.folder ?? '').split('/').filter((part) => part !== '')]
        for (const part of parts) {
          expect(part).not.toMatch(/[\\/:\0]/)
          expect(['.', '..', '']).not.toContain(part)
        }
      }),
    )
  })
})

describe('the folder that a stage is told', () => {
  it.each([
    [windows, 'gala', `${windows.remoteFolder}\\gala`],
    [windows, '', windows.remoteFolder],
    [mac, 'gala/raw', '/Volumes/photo/booth/gala/raw'],
    [{ remoteFolder: 'E:\\' }, '', 'E:\\'],
    [{ remoteFolder: 'E:/' }, 'gala', 'E:\\gala'],
    [{ remoteFolder: '/' }, '', '/'],
    [{ remoteFolder: '//nas/photo/' }, 'gala', '//nas/photo/gala'],
  ])('%o with "%s" is %s', (stage, eventFolder, whole) => {
    expect(folderOnStage(stage, eventFolder)).toBe(whole)
  })

  it('leads back to the same folder', () => {
    const folder = fc.array(fc.stringMatching(/^[a-z][a-z0-9 ._-]{0,8}[a-z]$/), { maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(windows, mac), folder, (stage, parts) => {
        const eventFolder = parts.join('/')
        const path = `${folderOnStage(stage, eventFolder)}/${name}`
        expect(remoteFileOf(stage, path)).toEqual({ baseName: name, folder: eventFolder })
      }),
    )
  })
})

it('a name is found in the job’s own folder alone, in whatever letters the stage’s system wrote it', () => {
  const names = ['cafe.jpg', 'gala/other.jpg', 'gala/Café.JPG']
  expect(nameOnShare(names, 'gala', 'cafe\u0301.jpg')).toBe('gala/Café.JPG')
  expect(nameOnShare(names, '', 'other.jpg')).toBeNull()
})

describe('the stages of the settings', () => {
  const parse = (stages: unknown) => settings.safeParse({ stages }).success

  it('have a name each and a whole folder as that machine sees it', () => {
    expect(
      parse([
        { name: 'Left', ...windows },
        { name: 'Right', ...mac },
      ]),
    ).toBe(true)
    expect(settings.parse({}).stages).toEqual([])
  })

  it.each(['Photocall', '..\\x', 'E:', 'E:x', '', `/${'x'.repeat(400)}`, '/a\nb'])('refuse %j', (remoteFolder) => {
    expect(parse([{ name: 'Left', remoteFolder }])).toBe(false)
  })

  it('refuse the same name twice', () => {
    expect(
      parse([
        { name: 'Left', ...windows },
        { name: 'left', ...mac },
      ]),
    ).toBe(false)
  })
})
