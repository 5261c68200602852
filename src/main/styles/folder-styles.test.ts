import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { styleView } from '../../contract/style'
import { recipeNames } from '../builtin/recipe-names'
import { loadStyles } from './folder-styles'

const good = { title: { en: 'Two inks', es: 'Dos tintas' }, backend: 'builtin', recipe: 'duotone' }

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'styles-'))))
afterEach(() => rm(dir, { recursive: true }))

async function put(name: string, json: unknown, options: { cover?: string | null; in?: string } = {}) {
  const folder = join(options.in ?? dir, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'style.json'), typeof json === 'string' ? json : JSON.stringify(json))
  const cover = options.cover === undefined ? 'cover.jpg' : options.cover
  if (cover !== null) await writeFile(join(folder, cover), 'a cover')
}

const load = (dirs = [dir]) => loadStyles({ dirs, recipes: recipeNames, backends: ['builtin'] })

describe('styles in folders', () => {
  it('are listed by order, then by name, with the address of their cover', async () => {
    await put('b', good)
    await put('a', good)
    await put('last', { ...good, order: 200 })
    await put('first', { ...good, order: 1 })
    const styles = await load()
    expect(styles.all().map((style) => style.name)).toEqual(['first', 'a', 'b', 'last'])
    expect(styles.views()[0]).toEqual({
      name: 'first',
      title: good.title,
      description: null,
      backend: 'builtin',
      coverUrl: '/media/covers/first',
    })
  })

  it('carry the defaults of the contract and their folder', async () => {
    await put('plain', good)
    expect((await load()).get('plain')).toMatchObject({ dir: join(dir, 'plain'), timeoutMs: 90_000, defaults: {} })
  })

  it.each([
    ['bad JSON', '{ "title": }', {}, /not JSON/],
    ['an unknown field', { ...good, colour: 'red' }, {}, /colour/],
    ['a missing title', { backend: 'builtin', recipe: 'duotone' }, {}, /title/],
    ['an unknown recipe', { ...good, recipe: 'magic' }, {}, /no recipe "magic"/],
    ['a backend that is not set up', { ...good, backend: 'comfyui' }, {}, /"comfyui" is not set up/],
    ['no recipe', { title: good.title, backend: 'builtin' }, {}, /names no recipe/],
    ['no cover', good, { cover: null }, /cover\.jpg is missing/],
    ['a cover outside its folder', { ...good, cover: '../cover.jpg' }, {}, /cover/],
  ])('that have %s are told by name and left out while the others work', async (_what, json, options, message) => {
    await put('fine', good)
    await put('bad', json, options)
    const styles = await load()
    expect(styles.all().map((style) => style.name)).toEqual(['fine'])
    expect(styles.broken()).toMatchObject([{ name: 'bad', error: { code: 'style_broken' } }])
    expect(styles.broken()[0]!.error.message).toMatch(message)
    expect(styles.broken()[0]!.error.hint).not.toBe('')
    expect(() => styles.get('bad')).toThrow(message)
  })

  it('without a style.json or with a bad folder name are told as well', async () => {
    await mkdir(join(dir, 'empty'))
    await put('Has Spaces', good)
    const styles = await load()
    expect(styles.broken().map((one) => one.name)).toEqual(['Has Spaces', 'empty'])
  })

  it('of a later folder take the place of those before', async () => {
    const own = join(dir, 'own')
    const shipped = join(dir, 'shipped')
    await put('duotone', good, { in: shipped })
    await put('duotone', { ...good, title: { en: 'Mine', es: 'Mio' } }, { in: own })
    const styles = await load([shipped, own])
    expect(styles.all()).toHaveLength(1)
    expect(styles.get('duotone').title.en).toBe('Mine')
  })

  it('need no folder to be there, and files beside the folders do not matter', async () => {
    await writeFile(join(dir, 'README.md'), 'About styles')
    await mkdir(join(dir, '.git'))
    const styles = await load([dir, join(dir, 'nowhere')])
    expect([styles.all(), styles.broken()]).toEqual([[], []])
  })

  it('are refused by name when unknown, telling which there are', async () => {
    await put('plain', good)
    const styles = await load()
    for (const name of ['magic', '../plain', '', '__proto__', 'x'.repeat(300)]) {
      expect(() => styles.get(name)).toThrow(expect.objectContaining({ code: 'style_unknown', hint: 'Styles: plain.' }))
    }
  })

  it('never stop the console, whatever style.json holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        await put('odd', text)
        const styles = await load()
        expect(styles.all().length + styles.broken().length).toBe(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the styles that ship', () => {
  it('all work and are at least six', async () => {
    const styles = await loadStyles({ dirs: [resolve('styles')], recipes: recipeNames, backends: ['builtin'] })
    expect(styles.broken()).toEqual([])
    expect(styles.views().length).toBeGreaterThanOrEqual(6)
    for (const view of styles.views()) expect(styleView.parse(view)).toEqual(view)
  })
})
