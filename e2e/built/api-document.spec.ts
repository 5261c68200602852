import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startFakeComfyServer } from '../../src/main/comfy/testing/fake-comfy-server'
import { cliFile, definedEnvironment, expect, realPhotograph, test } from '../fixtures'

interface Block {
  language: string
  text: string
}

const page = readFileSync(resolve('docs/api.md'), 'utf8')
const blocks: Block[] = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const runs = ({ language }: Block) => language === 'sh' || language === 'python'

/** All that the page would have somebody type, one shell from top to bottom; each block's answer between marks. */
function scriptOf(url: string): string {
  const parts = blocks.filter(runs).map(({ language, text }, place) => {
    const typed = text.replaceAll('http://127.0.0.1:8080', url)
    const lines = language === 'python' ? `python3 - <<'PYTHON'\n${typed}PYTHON\n` : typed
    return `${lines}\nprintf '\\n@@${place}@@\\n'\n`
  })
  return `set -eu -o pipefail\nphotocall() { "${process.execPath}" "${cliFile}" "$@"; }\n${parts.join('')}`
}

function bash(script: string, cwd: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const env = { ...definedEnvironment(), PYTHONPATH: resolve('td'), PYTHONDONTWRITEBYTECODE: '1' }
    const child = spawn('bash', [script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    child.on('close', (code) => done({ code, ...said }))
  })
}

/** `…` is any text and each number any number; keys that the page leaves out may be there. */
function expected(value: unknown): unknown {
  if (typeof value === 'number') return expect.any(Number)
  if (typeof value === 'string') return value === '…' ? expect.stringMatching(/./) : value
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value !== 'object' || value === null) return value
  return expect.objectContaining(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expected(one)])))
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''

test('every line of docs/api.md does what the page says, against a served booth', async ({ folders, serve }) => {
  const comfy = await startFakeComfyServer()
  const { dataDir, shareDir } = folders
  // the page calls the data folder `booth`, in the folder where it is typed
  const cwd = join(shareDir, '..')
  const booth = { dataDir: join(cwd, 'booth'), shareDir }
  mkdirSync(booth.dataDir)
  copyFileSync(realPhotograph, join(cwd, 'guest.jpg'))
  const { pairUrl } = await serve({ ...booth, flags: ['--server', comfy.url] })
  const script = join(dataDir, 'page.sh')
  writeFileSync(script, scriptOf(new URL(pairUrl).origin))

  const { code, out, err } = await bash(script, cwd)
  expect(code, `${out}\n${err}`).toBe(0)
  const answers = out.split(/\n@@\d+@@\n/)
  let place = -1
  let compared = 0
  for (const block of blocks) {
    if (runs(block)) place++
    if (block.language === 'json') {
      expect(JSON.parse(lastLine(answers[place] ?? '')), block.text).toEqual(expected(JSON.parse(block.text)))
      compared++
    }
    if (block.language === 'text') expect(lastLine(answers[place] ?? '')).toMatch(/^data: \{"id":.*"status":"done"/)
  }
  expect(compared).toBeGreaterThan(12)
  await comfy.close()
})
