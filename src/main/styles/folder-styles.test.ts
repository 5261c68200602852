import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { styleView } from '../../contract/style'
import { recipeNames, recipeParameters } from '../builtin/recipe-names'
import { checkWorkflow } from '../comfy/workflow/check-workflow'
import { workflowTakes } from '../comfy/workflow/workflow-takes'
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

const known = { recipes: recipeNames, recipeParameters, checkWorkflow, workflowTakes }
const load = (dirs = [dir], backends = ['builtin']) => loadStyles({ ...known, dirs, backends })

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
      kind: 'image',
      forGuests: true,
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
    ['a backend that is not set up', { ...good, backend: 'touchdesigner' }, {}, /"touchdesigner" is not set up/],
    ['a ComfyUI style without bindings', { ...good, backend: 'comfyui' }, {}, /names no workflow/],
    ['no recipe', { title: good.title, backend: 'builtin' }, {}, /names no recipe/],
    ['no cover', good, { cover: null }, /cover\.jpg is missing/],
    ['a cover outside its folder', { ...good, cover: '../cover.jpg' }, {}, /cover/],
  ])('that have %s are told by name and left out while the others work', async (_what, json, options, message) => {
    await put('fine', good)
    await put('bad', json, options)
    const styles = await load([dir], ['builtin', 'comfyui'])
    expect(styles.all().map((style) => style.name)).toEqual(['fine'])
    expect(styles.broken()).toMatchObject([{ name: 'bad', error: { code: 'style_broken' } }])
    expect(styles.broken()[0]!.error.message).toMatch(message)
    expect(styles.broken()[0]!.error.hint).not.toBe('')
    expect(() => styles.get('bad')).toThrow(message)
  })

  describe('that need ComfyUI', () => {
    const workflow = { inputs: { image: { node: 'Photo', input: 'image' } }, output: 'Result' }
    const style = { title: good.title, backend: 'comfyui', workflow }
    const graph = {
      1: { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'Photo' } },
      2: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' }, _meta: { title: 'Result' } },
    }
    const both = () => load([dir], ['builtin', 'comfyui'])
    const putGraph = (text: string) => writeFile(join(dir, 'inverted', 'workflow.json'), text)

    it('come with their graph', async () => {
      await put('inverted', style)
      await putGraph(JSON.stringify(graph))
      expect((await both()).get('inverted')).toMatchObject({ graph, kind: 'image', timeoutMs: 90_000 })
    })

    it('have ten minutes when they make a video', async () => {
      await put('inverted', { ...style, kind: 'video' })
      await putGraph(JSON.stringify(graph))
      expect((await both()).get('inverted')).toMatchObject({ timeoutMs: 600_000 })
    })

    it.each([
      ['is not there', null, 'style_broken', /workflow\.json cannot be read/],
      ['is not JSON', '{', 'style_broken', /workflow\.json is not JSON/],
      ["is in the editor's format", '{"nodes":[],"links":[]}', 'workflow_invalid', /editor's format/],
      ['lacks a bound node', '{"1":{"class_type":"LoadImage","inputs":{}}}', 'workflow_invalid', /node "Photo"/],
    ])('and whose graph %s are told and left out', async (_what, text, code, message) => {
      await put('inverted', style)
      if (text !== null) await putGraph(text)
      const styles = await both()
      expect(styles.all()).toEqual([])
      expect(styles.broken()).toMatchObject([{ name: 'inverted', error: { code } }])
      expect(styles.broken()[0]!.error.message).toMatch(message)
    })
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
    const styles = await load([resolve('styles')], ['builtin', 'comfyui', 'touchdesigner'])
    expect(styles.broken()).toEqual([])
    expect(styles.views().length).toBeGreaterThanOrEqual(6)
    for (const view of styles.views()) expect(styleView.parse(view)).toEqual(view)
  })
})
