import fc from 'fast-check'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Role, ServerMessage } from '../contract/app-state'
import { commands } from '../contract/commands'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import { startNodeChild } from './images/node-child'
import { silentLog } from './lib/log'

let core: Core

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-hostile-'))
  core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share') }),
    environment: {},
    platform: {
      runtime: 'test',
      startImageChild: startNodeChild,
      imageChildPath: join(dir, 'no-child.js'),
      stylesDir: join(import.meta.dirname, '../../styles'),
      rendererDir: dir,
      picturesDir: join(dir, 'pictures'),
      documentsDir: dir,
      language: 'en',
      protect: null,
      desktop: null,
    },
    feature: () => silentLog,
    listens: false,
  })
})

afterAll(() => core.close())

/** Another share would be looked for on this machine's disks. */
const names = Object.keys(commands).filter((name) => name !== 'settings.setPin')
const deep = (depth: number, piece: string, end: string): unknown =>
  JSON.parse(piece.repeat(depth) + '1' + end.repeat(depth))
const input = fc.oneof(
  fc.jsonValue(),
  fc.object({ key: fc.constantFrom('jobId', 'id', 'ids', 'style', 'dir', 'capture', 'event', '__proto__', 'x') }),
  fc
    .constantFrom(
      () => deep(20_000, '[', ']'),
      () => deep(20_000, '{"capture":', '}'),
    )
    .map((make) => make()),
  fc.string({ minLength: 100_000, maxLength: 120_000 }).map((text) => ({ style: text, text, pin: text })),
)
const message = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('command', 'command', 'resync', 'toString', '__proto__'),
      id: fc.oneof(fc.integer(), fc.jsonValue()),
      name: fc.oneof(fc.constantFrom(...names), fc.string()),
      input,
    }),
  },
)

test.each(['console', 'kiosk', 'tablet', 'program'] as const)(
  'whatever a %s sends, each message has one answer and the booth goes on',
  async (role: Role) => {
    const heard: ServerMessage[] = []
    const connection = core.hub.connect({ role, send: (one) => void heard.push(one), unsentBytes: () => 0 })
    const answers = () => heard.filter(({ type }) => type === 'reply' || type === 'snapshot').length
    await fc.assert(
      fc.asyncProperty(message, async (sent) => {
        const before = answers()
        connection.receive(sent)
        await vi.waitFor(() => expect(answers()).toBe(before + 1), { interval: 1 })
      }),
      { numRuns: 80 },
    )
    const internal = heard.flatMap((one) =>
      one.type === 'reply' && !one.ok && one.error.code === 'internal' ? [one] : [],
    )
    expect(internal).toEqual([])
    connection.close()
    expect(core.state().app.closing).toBe(false)
  },
)
