import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { parseWishes } from './generate-wishes'
import { commandNames, helpOf, overview } from './help'
import { runCli } from './run-cli'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'photocall-help-'))
  for (const name of ['there.jpg', 'there.json']) await writeFile(join(dir, name), '{}')
})

/** Lines that a person would type, as words; files are replaced by some that are there. */
function examplesIn(text: string): string[][] {
  const lines = text.split('\n').flatMap((line) => /^\s*(?:npx )?photocall ((?:[a-z]+) .*)$/.exec(line)?.[1] ?? [])
  return lines
    .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''))
    .filter(([name]) => commandNames.includes(name ?? ''))
}

const existing = (words: string[]): string[] =>
  words.map((word, at) => {
    if (words[at - 1] === '--image') return join(dir, 'there.jpg')
    return words[at - 1] === '--workflow' ? join(dir, 'there.json') : word
  })

const documents = ['README.md', 'docs/cli.md', 'docs/comfyui.md']
const helpTexts = (): string[] => commandNames.map((name) => helpOf(name).split(/\n(?:What is made|Flags)/)[0]!)

it('every example of generate, in the help and in the documents, is understood', async () => {
  const texts = [...helpTexts(), ...(await Promise.all(documents.map((name) => readFile(resolve(name), 'utf8'))))]
  const examples = texts.flatMap(examplesIn).filter(([name]) => name === 'generate')
  expect(examples.length).toBeGreaterThan(8)
  for (const [, ...args] of examples) expect(() => parseWishes(existing(args)), args.join(' ')).not.toThrow()
})

it('every flag of every example is explained on the page of its command', async () => {
  const texts = [
    ...helpTexts(),
    overview,
    ...(await Promise.all(documents.map((name) => readFile(resolve(name), 'utf8')))),
  ]
  for (const [name = '', ...args] of texts.flatMap(examplesIn)) {
    const pages = helpOf(name) + helpOf('serve')
    for (const flag of args.filter((arg) => arg.startsWith('--'))) expect(pages, `${name} ${flag}`).toContain(flag)
  }
})

it('every command is in the overview, has a page with examples, and stands in the document', async () => {
  const document = await readFile(resolve('docs/cli.md'), 'utf8')
  for (const name of commandNames) {
    expect(overview).toContain(`photocall ${name} `)
    expect(helpOf(name)).toContain('Examples\n  photocall ')
    expect(document).toContain(`\`photocall ${name}\``)
    for (const line of helpOf(name).split('\n')) expect(line.length, line).toBeLessThanOrEqual(120)
  }
})

it('help is shown by flag and by word, and an unknown command is told with the nearest', async () => {
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  for (const args of [
    ['generate', '--help'],
    ['help', 'generate'],
    ['generate', '--prompt', 'x', '-h'],
  ]) {
    said.out = ''
    expect(await runCli(args, terminal)).toBe(0)
    expect(said.out).toBe(helpOf('generate'))
  }
  expect(await runCli(['generat'], terminal)).toBe(2)
  expect(said.err).toContain('Nearest: generate')
  expect(await runCli(['__proto__'], terminal)).toBe(2)
  expect(await runCli(['help', 'toString'], terminal)).toBe(2)
})
