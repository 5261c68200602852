import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { resultTarget } from './result-target'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'target-'))))

const target = (output: string) => resultTarget({ output, imagePath: '/photos/guest.v2.png', style: 'comic' })

describe('where `generate` writes its result', () => {
  it.each([
    ['jpg', 'guest.v2-comic.jpg'],
    ['mp4', 'guest.v2-comic.mp4'],
    ['webp', 'guest.v2-comic.webp'],
  ])('in a folder it is named after picture and style, with the extension of a %s', (extension, name) => {
    expect(target(dir).pathFor(`2026/PhotoCall-1.${extension}`)).toBe(join(dir, name))
  })

  it.each([
    ['result.jpg', 'a.jpg', 'result.jpg'],
    ['result.JPEG', 'a.jpg', 'result.JPEG'],
    ['result.jpg', 'a.webm', 'result.webm'],
    ['result.png', 'a.jpg', 'result.jpg'],
    ['result', 'a.gif', 'result.gif'],
    ['evening.v2', 'a.jpg', 'evening.v2.jpg'],
  ])('%s is asked for and %s comes out: %s', (asked, made, written) => {
    expect(target(join(dir, asked)).pathFor(made)).toBe(join(dir, written))
  })

  it('refuses what is there already, also under the extension of a film', async () => {
    await writeFile(join(dir, 'result.mp4'), 'an earlier film')
    expect(() => target(join(dir, 'result.jpg'))).toThrow('result.mp4 is there already')
  })

  it('numbers what it puts into a folder, and names what was made of words after the style', async () => {
    await writeFile(join(dir, 'guest.v2-comic.jpg'), 'an earlier picture')
    await writeFile(join(dir, 'guest.v2-comic-2.mp4'), 'an earlier film')
    expect(target(dir).pathFor('a.jpg')).toBe(join(dir, 'guest.v2-comic-3.jpg'))
    const ofWords = resultTarget({ output: dir, imagePath: null, style: 'txt2img' })
    expect(ofWords.pathFor('a.png')).toBe(join(dir, 'txt2img.png'))
  })
})
