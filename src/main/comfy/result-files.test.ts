import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { serverSettings } from '../../contract/server'
import type { ComfyApi } from './comfy-api'
import { historyEntry, type FileRef } from './messages'
import { fetchCapture } from './result-files'
import type { ServerLink } from './server-link'

let root: string
let outputDir: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'photocall-results-'))
  outputDir = join(root, 'output')
  await mkdir(join(outputDir, 'pc'), { recursive: true })
  await mkdir(join(root, 'work'))
  await writeFile(join(outputDir, 'pc', 'a.png'), 'from the disk')
  await writeFile(join(root, 'secret.png'), 'a secret')
})

/** What came of a file that the server named, whose own bytes are `downloaded`. */
async function got(file: Partial<FileRef>, dir: string | null = outputDir): Promise<string> {
  const download: ComfyApi['download'] = async (_ref, to) => {
    await writeFile(to, 'downloaded')
    return { sizeBytes: 10, mediaType: 'image/png' }
  }
  const settings = serverSettings.parse({ id: 'gpu', url: 'http://127.0.0.1:1', outputDir: dir })
  const link = { settings, api: { download } } as Partial<ServerLink> as ServerLink
  const ref = { filename: 'a.png', subfolder: 'pc', type: 'output', ...file }
  const entry = historyEntry.parse({ outputs: { '9': { images: [ref] } } })
  const from = { link, entry, outputNode: '9', workDir: join(root, 'work'), signal: new AbortController().signal }
  return readFile((await fetchCapture(from))!, 'utf8')
}

test('a result that this machine sees is copied from the disk', async () => {
  expect(await got({})).toBe('from the disk')
})

test('without a folder, and for what is no output, it is downloaded', async () => {
  expect(await got({}, null)).toBe('downloaded')
  expect(await got({ type: 'temp' })).toBe('downloaded')
})

test.each([
  ['a name that climbs', { filename: '../../secret.png' }],
  ['a folder that climbs', { subfolder: '..', filename: 'secret.png' }],
  [
    'a name from the root',
    {
      get filename() {
        return join(root, 'secret.png')
      },
    },
  ],
  [
    'a folder from the root',
    {
      get subfolder() {
        return root
      },
      filename: 'secret.png',
    },
  ],
  ['the folder itself', { subfolder: '', filename: '.' }],
])('%s is never read from the disk', async (_what, file) => {
  expect(await got(file)).toBe('downloaded')
})

test('a link that leads out of the folder is not followed, whether file or folder', async () => {
  await symlink(join(root, 'secret.png'), join(outputDir, 'pc', 'link.png'))
  await symlink(root, join(outputDir, 'away'))
  expect(await got({ filename: 'link.png' })).toBe('downloaded')
  expect(await got({ subfolder: 'away', filename: 'secret.png' })).toBe('downloaded')
})

test('a neighbour whose name begins like the folder’s is outside', async () => {
  await mkdir(join(root, 'output-of-others'))
  await writeFile(join(root, 'output-of-others', 'a.png'), 'a secret')
  expect(await got({ subfolder: '../output-of-others' })).toBe('downloaded')
})

test('the folder itself may be a link, and one within it may lead to a place within it', async () => {
  await symlink(outputDir, join(root, 'linked'))
  await symlink(join(outputDir, 'pc'), join(outputDir, 'today'))
  expect(await got({}, join(root, 'linked'))).toBe('from the disk')
  expect(await got({ subfolder: 'today' })).toBe('from the disk')
})

test('what is missing, empty or a folder there is downloaded', async () => {
  await writeFile(join(outputDir, 'pc', 'empty.png'), '')
  await mkdir(join(outputDir, 'pc', 'folder.png'))
  for (const filename of ['none.png', 'empty.png', 'folder.png']) expect(await got({ filename })).toBe('downloaded')
})
