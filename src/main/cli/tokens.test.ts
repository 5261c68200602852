import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCore } from '../core'
import { checkFlags } from '../flags'
import { dataFolderAt } from '../jobs/data-folder'
import { silentLog } from '../lib/log'
import { createNodePlatform } from '../node-platform'
import { runCli } from './run-cli'

/** A booth's data folder and what the shell is told. */
async function shell() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-tokens-'))
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  const folders = { data: join(dir, 'data'), share: join(dir, 'share') }
  async function run(...args: string[]) {
    Object.assign(said, { out: '', err: '' })
    const code = await runCli(['tokens', ...args, '--data', folders.data, '--share', folders.share], terminal)
    return { code, ...said }
  }
  return { folders, run }
}

test('tokens are made, listed and revoked by name while nobody runs the booth', async () => {
  const { folders, run } = await shell()
  const empty = await run('list')
  expect(empty).toMatchObject({ code: 0, out: '' })
  expect(empty.err).toContain('no token yet')
  const made = await run('create', 'Wall screen')
  expect(made.code).toBe(0)
  expect(made.out).toMatch(/^pc_[\w-]{43}\n$/)
  expect(await run('create', 'wall SCREEN')).toMatchObject({ code: 4, out: '' })
  expect(await run('create', 'TD', '--scope', 'program')).toMatchObject({ code: 0 })
  const listed = await run('list')
  expect(listed.out.split('\n')).toEqual([
    expect.stringMatching(/^Wall screen {2}jobs {5}made \S+ \S+ {2}never used$/),
    expect.stringMatching(/^TD {11}program {2}made \S+ \S+ {2}never used$/),
    '',
  ])
  expect(listed.out).not.toContain(made.out.trim())
  expect(await run('revoke', 'wall screen')).toMatchObject({ code: 0, out: '' })
  expect((await run('list')).out).toMatch(/^TD /)
  expect(await run('revoke', 'wall screen')).toMatchObject({ code: 4 })
  // no booth was opened for it: no journal, and so no job that would go on
  expect(existsSync(dataFolderAt(folders.data).journal)).toBe(false)
})

test('a wrong verb, scope or name is told as such, with 2', async () => {
  const { run } = await shell()
  for (const args of [[], ['make', 'x'], ['create'], ['create', 'x', '--scope', 'all'], ['list', '--scope', 'jobs']]) {
    expect(await run(...args)).toMatchObject({ code: 2, out: '' })
  }
})

test('a running booth takes a new token at once, and is asked to revoke it', async () => {
  const { folders, run } = await shell()
  const core = await createCore({
    ...{ dataDir: folders.data, flags: checkFlags({ share: folders.share, port: 0 }), environment: {} },
    ...{ platform: createNodePlatform(), feature: () => silentLog, listens: true },
  })
  try {
    const { out } = await run('create', 'Client')
    const health = () =>
      fetch(core.consoleUrl()!.replace('/console', '/health'), { headers: { authorization: `Bearer ${out.trim()}` } })
    expect((await health()).status).toBe(200)
    expect((await run('list')).out).toMatch(/used \d{4}-/)
    await run('revoke', 'Client')
    expect((await health()).status).toBe(401)
  } finally {
    await core.close()
  }
})
