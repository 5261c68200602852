import { cpSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createShareBench, type ShareBench } from './testing/share-bench'

let bench: ShareBench
beforeEach(() => (bench = createShareBench()))
afterEach(() => bench.end())

describe('a share that stands elsewhere', () => {
  function gallery(...roots: string[]) {
    const moves: string[][] = []
    return { moves, known: { roots: () => roots, moved: (from: string, to: string) => void moves.push([from, to]) } }
  }

  it('is told with the place that it left before it is shown, there and back', async () => {
    const { dir } = bench
    const moved = `${dir}-moved`
    const { moves, known } = gallery(dir, moved, '/srv/another')
    const share = bench.start({ known, otherPlaces: () => [moved] })
    await bench.untilStatus(share, 'ready')
    expect(moves).toEqual([])
    share.onChange(() => share.view().dir === moved && expect(moves).toHaveLength(1))
    renameSync(dir, moved)
    await bench.until(share.check())
    expect(share.view()).toMatchObject({ status: 'ready', dir: moved })
    expect(moves).toEqual([[dir, moved]])
    renameSync(moved, dir)
    await bench.until(share.check())
    expect(moves).toEqual([
      [dir, moved],
      [moved, dir],
    ])
  })

  it('is known when the operator chooses it at its new place by hand', async () => {
    await bench.untilStatus(bench.start(), 'ready')
    const moved = `${bench.dir}-moved`
    renameSync(bench.dir, moved)
    const { moves, known } = gallery(bench.dir)
    await bench.untilStatus(bench.start({ dir: moved, known, isChosenNow: true }), 'ready')
    expect(moves).toEqual([[bench.dir, moved]])
  })

  it('is no move while the share still stands where the pictures were saved, as with a copied folder', async () => {
    await bench.untilStatus(bench.start(), 'ready')
    const copy = `${bench.dir}-copy`
    cpSync(bench.dir, copy, { recursive: true })
    const { moves, known } = gallery(bench.dir, '/srv/another')
    await bench.untilStatus(bench.start({ dir: copy, known, isChosenNow: true }), 'ready')
    expect(moves).toEqual([])
  })
})

describe('what the console says of a share', () => {
  it('names who carries it on, unless the operator knows better', async () => {
    mkdirSync(join(bench.dir, '.tmp.driveupload'))
    let said: 'auto' | 'plain' | 'other' = 'auto'
    const share = bench.start({ syncedBy: () => said })
    await bench.untilStatus(share, 'ready')
    expect(share.view().syncedBy).toBe('google-drive')
    expect(await bench.until(share.save(bench.request(1)))).toMatchObject({ handedTo: 'google-drive' })
    said = 'plain'
    expect(share.view().syncedBy).toBeNull()
    said = 'other'
    expect(await bench.until(share.save(bench.request(2)))).toMatchObject({ handedTo: 'other' })
  })

  it('asks Windows once for the name of the drive', async () => {
    const asked: string[] = []
    const volumeLabel = async (dir: string) => {
      asked.push(dir)
      return 'Volume in drive E is Google Drive'
    }
    const share = bench.start({ volumeLabel })
    await bench.untilStatus(share, 'ready')
    expect(share.view().syncedBy).toBe('google-drive')
    await bench.until(share.check())
    expect(asked).toEqual([bench.dir])
  })

  it('names what its drive cannot do, also while it is away', async () => {
    await bench.end()
    bench = createShareBench({ links: false, fileSync: false, folderSync: false, foldsCase: false })
    const share = bench.start()
    await bench.untilStatus(share, 'ready')
    const lacks = ['links', 'file-sync', 'folder-sync']
    expect(share.view().lacks).toEqual(lacks)
    const { name } = await bench.until(share.save(bench.request(1)))
    expect(bench.files()).toEqual([name])
    bench.fs.vanish(true)
    await bench.untilStatus(share, 'away')
    expect(share.view().lacks).toEqual(lacks)
  })
})
