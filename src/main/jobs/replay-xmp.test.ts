import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { replayRecord, type ReplayRecord } from '../../contract/replay'
import { replayXmp, xmpLimitBytes } from './replay-xmp'

const record: ReplayRecord = {
  version: 1,
  jobId: '00000000-0000-4000-8000-000000000001',
  style: 'storybook',
  backend: 'comfyui',
  seed: 42,
  prompt: 'a fox & a <hare>',
  values: {
    image: 'photocall-1.png',
    prefix: 'photocall/1',
    prompt: 'a fox & a <hare>',
    negative: 'blurry',
    steps: 28,
  },
  workflowHash: 'ab'.repeat(32),
  models: ['checkpoints/sd_xl_base_1.0.safetensors'],
  server: { name: 'The big machine', version: '0.33.0' },
  original: null,
  takenAtMs: Date.UTC(2026, 10, 21, 18, 4, 5),
  zoneOffsetMin: 60,
  waitedMs: 100,
  generatedMs: 9000,
}

const xmpOf = (parts: Partial<ReplayRecord> = {}, withPrompt = true) =>
  replayXmp({ ...record, ...parts }, { creatorTool: 'Photocall Console 1.0', withPrompt })

const promptIn = (xmp: string) => /<photocall:Prompt>([\s\S]*)<\/photocall:Prompt>/.exec(xmp)?.[1]

/** Whether it is well-formed XML, as librsvg's parser sees it. */
async function isXml(xmp: string): Promise<boolean> {
  const inner = xmp.replace(/<\?xpacket[^>]*\?>/g, '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><metadata>${inner}</metadata></svg>`
  return sharp(Buffer.from(svg))
    .metadata()
    .then(
      () => true,
      () => false,
    )
}

describe('the record in a picture', () => {
  it('says how the picture was made', async () => {
    const xmp = xmpOf()
    expect(xmp).toContain('<photocall:Style>storybook</photocall:Style>')
    expect(xmp).toContain('<photocall:Seed>42</photocall:Seed>')
    expect(xmp).toContain(`<photocall:WorkflowHash>${'ab'.repeat(32)}</photocall:WorkflowHash>`)
    expect(xmp).toContain('<photocall:ServerVersion>0.33.0</photocall:ServerVersion>')
    expect(xmp).toContain('<rdf:li>checkpoints/sd_xl_base_1.0.safetensors</rdf:li>')
    expect(xmp).toContain('<xmp:CreateDate>2026-11-21T19:04:05+01:00</xmp:CreateDate>')
    expect(xmp).toContain('<photocall:Values>{"steps":28}</photocall:Values>')
    expect(promptIn(xmp)).toBe('a fox &amp; a &lt;hare&gt;')
    expect(await isXml(xmp)).toBe(true)
  })

  it('says to machines that a model made it, and of what', () => {
    const type = (parts: Partial<ReplayRecord>) => /digitalsourcetype\/(\w+)/.exec(xmpOf(parts))?.[1]
    expect(type({})).toBe('compositeWithTrainedAlgorithmicMedia')
    expect(type({ values: {} })).toBe('trainedAlgorithmicMedia')
    expect(type({ backend: 'builtin' })).toBe('algorithmicallyEnhanced')
    expect(type({ backend: 'touchdesigner' })).toBeUndefined()
  })

  it('holds nothing of the words unless the operator wants it, and never the server’s name', () => {
    const xmp = xmpOf({}, false)
    for (const secret of ['fox', 'blurry', 'photocall/1', 'The big machine']) expect(xmp).not.toContain(secret)
    expect(xmpOf()).not.toContain('The big machine')
  })

  it('tells the style’s own prompt where the guest wrote none', () => {
    expect(promptIn(xmpOf({ prompt: '', values: { prompt: 'a castle' } }))).toBe('a castle')
  })

  it('is well-formed whatever was written', async () => {
    expect(await isXml('<photocall:Prompt>')).toBe(false)
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(']]>', '<?xpacket end="w"?>', '\u0000\u0008', '\uD800', '</rdf:RDF>', '&amp;'),
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (prompt, model) => {
        const xmp = xmpOf({ prompt, models: [model], values: { mood: prompt } })
        expect(await isXml(xmp)).toBe(true)
        expect(xmp.match(/<photocall:Prompt>/g)?.length ?? 0).toBeLessThanOrEqual(1)
      }),
      { numRuns: 60 },
    )
  })

  it('is never over its limit, and gives up the values first', () => {
    const values = Object.fromEntries(Array.from({ length: 40 }, (_none, i) => [`v${i}`, '&'.repeat(2000)]))
    const long = xmpOf({ prompt: '&'.repeat(4000), values })
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(xmpLimitBytes)
    expect(promptIn(long)).toBe('&amp;'.repeat(4000))
    expect(long).not.toContain('photocall:Values')
    const models = Array.from({ length: 100 }, (_none, i) => `${i}${'&'.repeat(390)}`)
    for (const withPrompt of [true, false]) {
      const huge = xmpOf({ prompt: '&'.repeat(4000), values, models }, withPrompt)
      expect(Buffer.byteLength(huge)).toBeLessThanOrEqual(xmpLimitBytes)
      expect(huge).toContain('<photocall:Seed>42')
    }
  })
})

it('a record is what the contract says', () => {
  expect(replayRecord.parse(record)).toEqual(record)
})
