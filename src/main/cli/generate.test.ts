import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { errorFactsOf } from '../../contract/errors'
import { until as untilTrue } from '../comfy/testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from '../comfy/testing/fake-comfy-server'
import { fakeProfiles, type FakeProfileName } from '../comfy/testing/fake-profiles'
import type { Graph } from '../comfy/workflow/graph'
import { film, fromPicture, fromWords, inverting } from '../comfy/workflow/testing/user-graphs'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { createManualClock, systemClock } from '../lib/clock'
import { testPlatform } from '../testing/test-platform'
import { createCore } from '../core'
import { checkFlags } from '../flags'
import { silentLog } from '../lib/log'
import { exitCodeOf } from './exit-code'
import { runGenerate } from './generate'

const open: { close(): Promise<void> }[] = []
let imageChildPath: string

beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function fakeServer(options: FakeOptions = {}): Promise<FakeComfyServer> {
  const fake = await startFakeComfyServer(options)
  open.push(fake)
  return fake
}

/** A folder with a picture and workflows, and a shell in it. */
async function shell() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-generate-test-'))
  const image = await writePicture(join(dir, 'guest.jpg'))
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  const output = join(dir, 'out')
  /** Of what `--timeout` gives: it passes when the test says so. */
  const { after, advance } = createManualClock()
  const run = (...args: string[]) =>
    runGenerate(['--output', `${output}/`, ...args], terminal, testPlatform(dir, imageChildPath), {
      ...systemClock,
      after,
    }).catch((error: unknown) => {
      const { code, message, hint } = errorFactsOf(error)
      said.err += `${message}\n${hint}\n`
      return exitCodeOf(code)
    })
  const workflow = async (graph: unknown, name = 'my-flow.json') => {
    await writeFile(join(dir, name), typeof graph === 'string' ? graph : JSON.stringify(graph))
    return join(dir, name)
  }
  const results = () => readdir(output).catch(() => [])
  return { dir, image, said, output, run, advance, workflow, results }
}

const prompts = z.record(z.string(), z.looseObject({ inputs: z.record(z.string(), z.unknown()) }))
const submitted = z.object({ prompt: prompts })

/** The graphs that a server was sent. */
const sentTo = (fake: FakeComfyServer): Graph[] =>
  fake.requests
    .filter(({ method, path }) => method === 'POST' && path === '/prompt')
    .map(({ body }) => submitted.parse(JSON.parse(body)).prompt as Graph)

describe('photocall generate', () => {
  it.each(Object.keys(fakeProfiles) as FakeProfileName[])(
    'makes a picture of a workflow and an image on a server of version %s',
    async (profile) => {
      const fake = await fakeServer({ profile })
      const { image, run, workflow, said, output, results } = await shell()
      const flow = await workflow(fromPicture)
      const args = ['--workflow', flow, '--image', image, '--prompt', 'a sunset', '--negative', 'people', '--seed', '7']
      expect(await run(...args, '--steps', '4', '--set', '3.cfg=6.5', '--server', fake.url), said.err).toBe(0)
      expect(said.out).toMatch(/^\[INFO\] Connected to progress stream\n\[INFO\] Generation started\n/)
      expect(said.out).toMatch(/\[PROGRESS\] Sampling: 4\/4 steps \(100%\) - ETA: 0s\n/)
      expect(said.out).toMatch(/\[OK\] Generation complete in \d+\.\ds\n/)
      expect(said.out.trim().split('\n').at(-1)).toBe(join(output, 'guest-my-flow.png'))
      expect(await results()).toEqual(['guest-my-flow.png'])
      const [graph] = sentTo(fake)
      expect(graph![3]!.inputs).toMatchObject({ seed: 7, steps: 4, cfg: 6.5 })
      expect([graph![6]!.inputs['text'], graph![7]!.inputs['text']]).toEqual(['a sunset', 'people'])
    },
  )

  it('leaves what was not asked for as the workflow has it, but for the seed', async () => {
    const fake = await fakeServer()
    const { image, run, workflow } = await shell()
    expect(await run('--workflow', await workflow(fromPicture), '--image', image, '--server', fake.url)).toBe(0)
    const [graph] = sentTo(fake)
    const { seed: _, ...inputs } = fromPicture[3]!.inputs
    expect(graph![3]!.inputs).toMatchObject(inputs)
    expect(graph![6]!.inputs['text']).toBe(fromPicture[6]!.inputs['text'])
  })

  it('takes a prompt as it is written, whatever it holds', async () => {
    const fake = await fakeServer()
    const { image, run, workflow } = await shell()
    const words = '{{SEED}} "quoted" \\ {{IMAGE}} ñ 🎈'
    const flow = ['--workflow', await workflow(fromPicture), '--image', image, '--server', fake.url]
    expect(await run(...flow, '--prompt', words, '--set', `7.text=${words}`)).toBe(0)
    const [graph] = sentTo(fake)
    expect([graph![6]!.inputs['text'], graph![7]!.inputs['text']]).toEqual([words, words])
  })

  it('gives a film with its own extension, and a picture in the format that is named', async () => {
    const fake = await fakeServer()
    const { dir, image, run, workflow, said } = await shell()
    const of = ['--image', image, '--server', fake.url, '--quiet']
    expect(await run('--workflow', await workflow(film), ...of, '--output', join(dir, 'film.png')), said.err).toBe(0)
    expect(
      await run('--workflow', await workflow(inverting), ...of, '--output', join(dir, 'still.jpg')),
      said.err,
    ).toBe(0)
    expect(said.out).toBe(`${join(dir, 'film.mp4')}\n${join(dir, 'still.jpg')}\n`)
    expect(await sharp(join(dir, 'still.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 320 })
    expect((await readFile(join(dir, 'film.mp4'))).subarray(4, 8).toString()).toBe('ftyp')
  })

  it('prints JSON lines that each parse, then the output, and nothing else', async () => {
    const fake = await fakeServer()
    const { image, run, workflow, said, output } = await shell()
    const flow = ['--workflow', await workflow(fromPicture), '--image', image, '--server', fake.url]
    expect(await run(...flow, '--steps', '3', '--json-progress'), said.err).toBe(0)
    const lines = said.out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    const step = z.strictObject({
      step: z.number().int(),
      max_steps: z.literal(3),
      eta_seconds: z.number().min(0),
      node: z.literal('KSampler'),
    })
    expect(lines.slice(0, -1).map((line) => step.parse(line).step)).toEqual([1, 2, 3])
    expect(lines.at(-1)).toEqual({ output: join(output, 'guest-my-flow.png') })
    expect(said.err).toBe('')
  })

  it('makes a picture of words alone, with a workflow or a style', async () => {
    const fake = await fakeServer()
    const { run, workflow, said, results } = await shell()
    const server = ['--server', fake.url]
    expect(await run('--workflow', await workflow(fromWords), '--prompt', 'a fox', ...server), said.err).toBe(0)
    expect(await run('--style', 'txt2img', '--prompt', 'a fox', '--steps', '3', ...server), said.err).toBe(0)
    expect((await results()).sort()).toEqual(['my-flow.png', 'txt2img.jpg'])
    expect(sentTo(fake).map((graph) => JSON.stringify(graph).includes('a fox'))).toEqual([true, true])
    expect(JSON.stringify(sentTo(fake)[1])).toContain('"steps":3')
  })

  it('changes values of a style for this run', async () => {
    const fake = await fakeServer()
    const { image, run, said } = await shell()
    const args = ['--style', 'from-a-drawing', '--image', image, '--server', fake.url]
    expect(await run(...args, '--steps', '2', '--negative', 'fog', '--set', 'Sampler.cfg=3'), said.err).toBe(0)
    const sampler = Object.values(sentTo(fake)[0]!).find(({ class_type }) => class_type === 'KSampler')
    expect(sampler!.inputs).toMatchObject({ steps: 2, cfg: 3 })
    expect(JSON.stringify(sentTo(fake)[0])).toContain('fog')
  })

  it('leaves no folder behind', async () => {
    const { dir, image, run, said } = await shell()
    // others have their runs in the system's own
    const temporary = join(dir, 'temporary')
    await mkdir(temporary)
    for (const name of ['TMPDIR', 'TEMP']) vi.stubEnv(name, temporary)
    try {
      expect(await run('--style', 'duotone', '--image', image, '--quiet'), said.err).toBe(0)
      expect(await readdir(temporary)).toEqual([])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('where the servers of a run come from', () => {
  const missing = 'http://127.0.0.1:9'

  it('settings of a data folder are used with their sign-in, and a flag comes before them', async () => {
    const fake = await fakeServer({ quirks: { neededHeader: { name: 'authorization', value: 'Bearer abc' } } })
    const { dir, image, run, workflow, said } = await shell()
    const server = { id: 'gpu', url: fake.url }
    const kept = { origin: new URL(fake.url).origin, headers: { authorization: 'Bearer abc' } }
    const secrets = { 'comfyui:gpu': { kind: 'plain', value: JSON.stringify(kept) } }
    await writeFile(join(dir, 'settings.json'), JSON.stringify({ version: 2, comfyui: { servers: [server] } }))
    await writeFile(join(dir, 'secrets.json'), JSON.stringify({ version: 1, secrets }))
    const flow = ['--workflow', await workflow(inverting), '--image', image, '--data', dir, '--quiet']
    expect(await run(...flow), said.err).toBe(0)
    expect(await run(...flow, '--server', missing)).toBe(3)
    expect(await readdir(dir)).not.toContain('journal.sqlite')
  }, 180_000)

  it('the environment names one where no flag does', async () => {
    const fake = await fakeServer()
    const { image, run, workflow, said } = await shell()
    const { hostname, port } = new URL(fake.url)
    process.env['COMFYUI_HOST'] = hostname
    process.env['COMFYUI_PORT'] = port
    try {
      expect(await run('--workflow', await workflow(inverting), '--image', image), said.err).toBe(0)
    } finally {
      delete process.env['COMFYUI_HOST']
      delete process.env['COMFYUI_PORT']
    }
  })
})

describe('in a data folder', () => {
  it('the picture is in its gallery too, whoever owns the folder', async () => {
    const fake = await fakeServer()
    const { dir, image, run, said, results } = await shell()
    const data = join(dir, 'data')
    const flags = checkFlags({ share: join(dir, 'share'), port: 0, server: [fake.url] })
    const drawn = ['--style', 'from-a-drawing', '--image', image, '--data', data, '--steps', '2', '--quiet']
    process.env['PHOTOCALL_SHARE'] = join(dir, 'share')
    try {
      expect(await run(...drawn, '--server', fake.url), said.err).toBe(0)
    } finally {
      delete process.env['PHOTOCALL_SHARE']
    }
    const platform = testPlatform(dir, imageChildPath)
    const core = await createCore({
      dataDir: data,
      flags,
      environment: {},
      platform,
      feature: () => silentLog,
      listens: true,
    })
    open.push(core)
    expect(await run(...drawn), said.err).toBe(0)
    expect(await run('--style', 'txt2img', '--prompt', 'a fox', '--data', data, '--negative', 'fog'), said.err).toBe(0)
    await vi.waitFor(() => expect(core.state().captureTotal).toBe(3), { timeout: 60_000 })
    expect((await results()).sort()).toEqual(['guest-from-a-drawing-2.jpg', 'guest-from-a-drawing.jpg', 'txt2img.jpg'])
    expect(JSON.stringify(sentTo(fake)[1])).toContain('"steps":2')
    expect(JSON.stringify(sentTo(fake)[2])).toContain('fog')
    expect(await run(...drawn, '--server', fake.url)).toBe(2)
    expect(said.err).toContain('has its own servers')

    await rename(join(dir, 'share'), join(dir, 'unplugged'))
    expect(await run(...drawn), said.err).toBe(0)
    expect(said.err).toContain('The share is away')
    expect(await results()).toContain('guest-from-a-drawing-3.jpg')
  }, 180_000)
})

describe('a run that does not end well', () => {
  const flowOf = async ({ workflow, image }: Awaited<ReturnType<typeof shell>>, fake: FakeComfyServer) => [
    ...['--workflow', await workflow(fromPicture), '--image', image, '--server', fake.url],
  ]

  it('ends with 3 where nothing answers', async () => {
    const fake = await startFakeComfyServer()
    await fake.close()
    const around = await shell()
    expect(await around.run(...(await flowOf(around, fake)))).toBe(3)
    expect(around.said.err).toMatch(/does not answer.*\n.*ComfyUI/)
    expect(await around.results()).toEqual([])
  }, 180_000)

  it('ends with 4 and the faults of each node where ComfyUI refuses', async () => {
    const fake = await fakeServer()
    const around = await shell()
    const set = ['--set', '3.steps=99999', '--set', '4.ckpt_name=none.safetensors']
    expect(await around.run(...(await flowOf(around, fake)), ...set)).toBe(4)
    expect(around.said.err).toContain('node 3 (KSampler): ')
    expect(around.said.err).toContain('node 4 (CheckpointLoaderSimple): ')
  })

  it('ends with 4 and the words of the node that failed', async () => {
    const fake = await fakeServer()
    const around = await shell()
    const failing = { ...inverting, 2: { class_type: 'PCRaise', inputs: { image: ['1', 0], message: 'no such luck' } } }
    const flow = await around.workflow(failing)
    expect(await around.run('--workflow', flow, '--image', around.image, '--server', fake.url)).toBe(4)
    expect(around.said.err).toContain('PCRaise')
  })

  it('ends with 5 after --timeout, and the server works on nothing more', async () => {
    const fake = await fakeServer()
    const around = await shell()
    const hold = fake.hold('VAEDecode')
    const ended = around.run(...(await flowOf(around, fake)), '--timeout', '100')
    await hold.reached
    around.advance(100_000)
    const told = untilTrue(() => fake.requests.some(({ path }) => path === '/interrupt')).then(hold.release)
    expect(await ended).toBe(5)
    expect(around.said.err).toContain('not finished within 100 s')
    await told
    expect(await around.results()).toEqual([])
  })

  it('ends with 130 at Ctrl+C, and the server is told', async () => {
    const fake = await fakeServer()
    const around = await shell()
    const hold = fake.hold('KSampler')
    const ended = around.run(...(await flowOf(around, fake)))
    await hold.reached
    const told = untilTrue(() => fake.requests.some(({ path }) => path === '/interrupt')).then(hold.release)
    process.emit('SIGINT', 'SIGINT')
    expect(await ended).toBe(130)
    await told
    expect(around.said.err).toContain('Cancelled')
  })

  it('goes on where the server dies, forgets everything and comes back', async () => {
    const fake = await fakeServer()
    const around = await shell()
    const hold = fake.hold('VAEDecode')
    const ended = around.run(...(await flowOf(around, fake)))
    await hold.reached
    await fake.kill()
    hold.release()
    await fake.start()
    expect(await ended, around.said.err).toBe(0)
    expect(sentTo(fake)).toHaveLength(2)
    expect(around.said.out.match(/Connected to progress stream/g)?.length).toBeGreaterThan(1)
  }, 180_000)
})

describe('bad input ends with 2 and says what is wrong', () => {
  const editor = { nodes: [{ id: 1, type: 'KSampler' }], links: [], version: 0.4 }
  const slotted = { ...inverting, 2: { class_type: 'ImageInvert', inputs: { image: ['1', 0], mode: '{{MODE}}' } } }

  it.each<[string, unknown, (image: string) => string[], RegExp]>([
    ['a workflow in the editor’s format', editor, () => [], /editor's format[^]*Export \(API\)/],
    ['a workflow that is no JSON', '{"3":', () => [], /is no JSON[^]*Export/],
    ['a workflow that is something else', [1, 2], () => [], /not a ComfyUI workflow/],
    ['an empty workflow', {}, () => [], /not a ComfyUI workflow/],
    [
      'a wire to nowhere',
      { 1: { class_type: 'SaveImage', inputs: { images: ['9', 0] } } },
      () => [],
      /wired to node 9/,
    ],
    [
      'a workflow without a result',
      { 1: { class_type: 'LoadImage', inputs: { image: 'a' } } },
      () => [],
      /saves or shows/,
    ],
    ['a slot that nothing fills', slotted, () => [], /\{\{MODE\}\} at node 2 \(ImageInvert\)[^]*--set 2\.mode=/],
    [
      'a picture that it does not take',
      fromWords,
      (image) => ['--image', image],
      /--image: this workflow takes no picture/,
    ],
    ['a prompt that it does not take', inverting, () => ['--prompt', 'x'], /--prompt: this workflow takes no prompt/],
    ['a negative that it does not take', inverting, () => ['--negative', 'x'], /takes no negative/],
    ['a seed that it does not take', inverting, () => ['--seed', '1'], /takes no seed/],
    ['steps that it does not take', inverting, () => ['--steps', '1'], /takes no steps/],
    ['an unknown node', inverting, () => ['--set', '77.x=1'], /no node has the id or title "77"/],
    ['an unknown input', inverting, () => ['--set', '3.prefix=1'], /no input "prefix"[^]*filename_prefix/],
    ['an unknown result', inverting, () => ['--result', 'Saved'], /no node has the id or title "Saved"/],
  ])('%s', async (_what, graph, more, message) => {
    const { image, run, workflow, said, results } = await shell()
    expect(await run('--workflow', await workflow(graph), ...more(image))).toBe(2)
    expect(said.err).toMatch(message)
    expect(said.out).toBe('')
    expect(await results()).toEqual([])
  })

  it.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--colour', 'red'], /--colour/],
    ['a word too many', ['picture.jpg'], /picture\.jpg/],
    ['a flag without its value', ['--image'], /--image/],
    ['a seed of letters', ['--seed', 'seven'], /--seed: must be a whole number/],
    ['a seed that is too large', ['--seed', '2147483648'], /--seed: must be a whole number, 0 to 2147483647/],
    ['a seed below zero', ['--seed=-1'], /--seed: must be/],
    ['an empty seed', ['--seed', ''], /--seed: must be/],
    ['no steps', ['--steps', '0'], /--steps: must be a whole number, 1 to 1000/],
    ['half a step', ['--steps', '1.5'], /--steps: must be/],
    ['no time at all', ['--timeout', '0'], /--timeout: must be/],
    ['time without end', ['--timeout', '1e9'], /--timeout: must be/],
    ['a server that is no address', ['--server', 'localhost:8188'], /--server: /],
    ['nine servers', Array.from({ length: 9 }, (_, n) => ['--server', `http://h${n}`]).flat(), /--server: /],
    ['an image that is not there', ['--image', '/nowhere/a.jpg'], /--image: there is no file \/nowhere\/a\.jpg/],
    ['a folder as an image', ['--image', tmpdir()], /--image: there is no file/],
    ['a workflow that is not there', ['--workflow', '/nowhere/a.json'], /--workflow: there is no file/],
    ['a workflow and a style', ['--workflow', 'a.json', '--style', 'comic'], /exclude each other/],
    ['two ways of telling', ['--quiet', '--json-progress'], /exclude each other/],
    ['a result without a workflow', ['--style', 'comic', '--result', '9'], /--result is for --workflow/],
    ['no image for a style that needs one', ['--style', 'comic'], /"comic" needs a picture/],
    ['an unknown style', ['--style', 'no-such'], /no style "no-such"[^]*comic/],
    ['a name that is no style’s', ['--style', '../comic'], /--style: /],
    ['steps of a drawing style', ['--style', 'comic', '--steps', '5'], /the style "comic" takes no steps/],
    ['words for a drawing style', ['--style', 'comic', '--prompt', 'a cat'], /the style "comic" takes no prompt/],
    ['words for a style without', ['--style', 'connection-test', '--negative', 'x'], /takes no negative prompt/],
    ['a value set in a drawing style', ['--style', 'comic', '--set', '1.a=b'], /"comic" is made by builtin/],
    ['a prompt without end', ['--prompt', 'x'.repeat(4001)], /--prompt: /],
    ['an empty output', ['--output', ''], /--output: /],
  ])('%s', async (_what, args, message) => {
    const { run, said } = await shell()
    expect(await run(...args)).toBe(2)
    expect(said.err).toMatch(message)
    expect(said.out).toBe('')
  })

  it('a style that takes no picture is given one', async () => {
    const { image, run, said } = await shell()
    expect(await run('--style', 'txt2img', '--image', image)).toBe(2)
    expect(said.err).toContain('takes no picture')
  })

  it('an output that is there already, which stays as it is', async () => {
    const { dir, image, run, said } = await shell()
    const there = join(dir, 'there.jpg')
    await writeFile(there, 'mine')
    expect(await run('--style', 'comic', '--image', image, '--output', there)).toBe(2)
    expect(said.err).toContain('is there already')
    expect(await readFile(there, 'utf8')).toBe('mine')
  })

  it('a file that is no picture is told as a failure', async () => {
    const { run, workflow, said } = await shell()
    expect(await run('--style', 'comic', '--image', await workflow('no picture', 'fake.jpg'))).toBe(4)
    expect(said.err).not.toBe('')
  })
})
