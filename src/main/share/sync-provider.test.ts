import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { realFileSystem } from './file-system'
import { type RootFacts, syncProviderOf } from './sync-provider'
import { syncSignsOf, withParents } from './sync-signs'

const facts = (change: Partial<RootFacts>): RootFacts => ({
  dir: 'D:\\Photocall',
  names: [],
  folderTexts: [],
  volumeLabel: null,
  ...change,
})

describe('who carries a folder on', () => {
  it.each([
    ['E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall', 'google-drive'],
    ['G:\\Mi unidad\\Fotos', 'google-drive'],
    ['G:\\My Drive', 'google-drive'],
    ['g:/shared drives/Creative/Photocall', 'google-drive'],
    ['/Users/ana/Library/CloudStorage/GoogleDrive-ana@example.org/Mi unidad', 'google-drive'],
    ['/Users/ana/Google Drive/Unidades compartidas/Gala', 'google-drive'],
    ['C:\\Users\\ana\\OneDrive - Example S.L\\Photocall', 'onedrive'],
    ['/Users/ana/Library/CloudStorage/OneDrive-Personal/Photocall', 'onedrive'],
    ['C:\\Users\\ana\\Dropbox (Example)\\Photocall', 'dropbox'],
    ['/home/ana/Dropbox/Photocall', 'dropbox'],
    ['/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/Photocall', 'icloud'],
    ['C:\\Users\\ana\\iCloudDrive\\Photocall', 'icloud'],
    ['/Users/ana/Library/CloudStorage/Box-Box/Photocall', 'other'],
  ])('%s: %s', (dir, provider) => {
    expect(syncProviderOf(facts({ dir }))).toBe(provider)
  })

  it.each([
    'D:\\Photocall',
    'D:\\Fotos\\My Drive',
    '\\\\nas\\photo\\Shared drives',
    '/srv/share',
    'C:\\Users\\ana\\Pictures\\Photocall',
    'C:\\Users\\ana\\OneDriveBackup\\Photocall',
    '/home/ana/Pictures/Dropbox/Photocall',
    'E:\\Unidades compartidas de Ana',
  ])('nobody: %s', (dir) => {
    expect(syncProviderOf(facts({ dir }))).toBeNull()
  })

  it('is told by the name of the drive, whatever the language of Windows', () => {
    const volumeLabel = 'El volumen de la unidad E es Google Drive'
    expect(syncProviderOf(facts({ volumeLabel }))).toBe('google-drive')
    expect(syncProviderOf(facts({ volumeLabel: 'Volume in drive E is FOTOS' }))).toBeNull()
  })

  it('is told by what its program leaves there, even where the path speaks of another', () => {
    expect(syncProviderOf(facts({ names: ['.shortcut-targets-by-id'] }))).toBe('google-drive')
    const dir = 'C:\\Users\\ana\\OneDrive\\Photocall'
    expect(syncProviderOf(facts({ dir, names: ['.tmp.driveupload'] }))).toBe('google-drive')
    expect(syncProviderOf(facts({ names: ['.dropbox.cache'] }))).toBe('dropbox')
    expect(syncProviderOf(facts({ names: ['constructor'] }))).toBeNull()
  })

  it.each([
    [
      '[.ShellClassInfo]\r\nIconResource=C:\\Program Files\\Google\\Drive File Stream\\GoogleDriveFS.exe,26',
      'google-drive',
    ],
    ['[.ShellClassInfo]\r\nIconResource=C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe,1', 'onedrive'],
    ['[.ShellClassInfo]\r\nIconResource=%SystemRoot%\\system32\\imageres.dll,-113', null],
  ])('is told by the icon of its folder: %j', (text, provider) => {
    expect(syncProviderOf(facts({ folderTexts: [text] }))).toBe(provider)
  })
})

describe('the signs of a real folder', () => {
  let base: string
  beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'photocall-signs-'))))
  afterEach(() => rmSync(base, { recursive: true }))
  const lookAt = async (dir: string) => syncProviderOf(await syncSignsOf(realFileSystem, dir, async () => null))

  it('stand in any folder above it', async () => {
    const dir = join(base, 'a', 'b')
    mkdirSync(dir, { recursive: true })
    expect(await lookAt(dir)).toBeNull()
    mkdirSync(join(base, '.tmp.drivedownload'))
    expect(await lookAt(dir)).toBe('google-drive')
  })

  it('are read from what Windows wrote in its own alphabet', async () => {
    writeFileSync(join(base, 'desktop.ini'), Buffer.from('IconResource=C:\\x\\OneDrive.exe,1', 'utf16le'))
    expect(await lookAt(base)).toBe('onedrive')
  })

  it('are missing where the folder is', async () => {
    expect(await lookAt(join(base, 'gone'))).toBeNull()
  })
})

it('the folders above one end at its drive', () => {
  expect(withParents('E:\\Unidades compartidas\\Gala')).toEqual([
    'E:\\Unidades compartidas\\Gala',
    'E:\\Unidades compartidas',
    'E:\\',
  ])
  expect(withParents('/srv/share')).toEqual(['/srv/share', '/srv', '/'])
  expect(withParents('\\\\nas\\photo\\gala')).toEqual(['\\\\nas\\photo\\gala', '\\\\nas\\photo'])
  expect(withParents('E:\\')).toEqual(['E:\\'])
  expect(withParents('/')).toEqual(['/'])
})
