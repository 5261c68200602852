import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { buildIsStale, recordBuild } from './build-freshness.mjs'

const at = (second) => new Date(1_700_000_000_000 + second * 1000)

describe('whether out/ must be built again', () => {
  let root, source, folder

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'photocall-build-'))
    folder = join(root, 'src')
    source = join(folder, 'a.ts')
    mkdirSync(folder)
    writeFileSync(source, '')
    utimesSync(source, at(0), at(0))
    utimesSync(folder, at(0), at(0))
  })

  it('says yes without any build', () => {
    expect(buildIsStale(root)).toBe(true)
  })

  it('says no after a build of what is there', () => {
    recordBuild(root, at(1))
    expect(buildIsStale(root)).toBe(false)
  })

  it('says yes when a source changed after the build began', () => {
    recordBuild(root, at(1))
    utimesSync(source, at(2), at(2))
    expect(buildIsStale(root)).toBe(true)
  })

  it('says yes when a source was deleted', () => {
    recordBuild(root, at(1))
    rmSync(source)
    expect(buildIsStale(root)).toBe(true)
  })
})
