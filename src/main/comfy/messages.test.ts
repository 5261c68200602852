import fc from 'fast-check'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesOf, historyEntry, queueReply, readBinary, readText, submitReply, systemStats } from './messages'
import { previewFrame } from './testing/fake-voice'
import { readRecording, recordingsDir } from './testing/recording'

const recordings = readdirSync(recordingsDir).map((name) => /^(v[\d.-]+\d)-(\d\d.*)\.jsonl$/.exec(name)!.slice(1, 3))
const lines = recordings.flatMap(([version, situation]) => readRecording(version!, situation!))

const kinds: Record<string, string> = {
  execution_start: 'start',
  execution_cached: 'cached',
  executing: 'executing',
  executed: 'executed',
  progress: 'progress',
  progress_state: 'states',
  execution_success: 'success',
  execution_interrupted: 'interrupted',
  execution_error: 'failed',
}

describe('every message that was recorded of the real servers', () => {
  it('is understood, but for those that only other programs need', () => {
    const texts = lines.flatMap((line) => (line.dir === 'ws' && line.msg.type ? [line.msg] : []))
    expect(texts.length).toBeGreaterThan(1500)
    for (const message of texts) {
      expect(readText(JSON.stringify(message))?.type ?? null, message.type).toBe(kinds[message.type ?? ''] ?? null)
    }
  })

  it('of HTTP is understood: submissions, queues, histories with their files, and what the machine is', () => {
    const seen = new Set<string>()
    for (const line of lines) {
      if (line.dir !== 'http' || line.status !== 200 || typeof line.res !== 'object') continue
      if (line.method === 'POST' && line.path === '/prompt')
        seen.add(`submit ${typeof submitReply.parse(line.res).prompt_id}`)
      if (line.path === '/queue' && line.method === 'GET')
        seen.add(`queue ${queueReply.parse(line.res).queue_running.length}`)
      if (line.path === '/system_stats') seen.add(`stats ${typeof systemStats.parse(line.res).system.comfyui_version}`)
      if (!line.path.startsWith('/history/')) continue
      for (const entry of Object.values(line.res as object)) {
        const { outputs, status } = historyEntry.parse(entry)
        const files = Object.values(outputs).flatMap(filesOf)
        seen.add(`history ${String(status?.completed)} ${files.length > 0 ? 'files' : 'none'}`)
      }
    }
    expect([...seen].sort()).toEqual(
      [
        'history false files',
        'history false none',
        'history true files',
        'history true none',
        'queue 0',
        'queue 1',
        'stats string',
        'submit string',
      ].sort(),
    )
  })
})

describe('what no server should send', () => {
  it('never throws, whatever the text', () => {
    const message = fc.record({ type: fc.constantFrom(...Object.keys(kinds)), data: fc.jsonValue() })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          message.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          const event = readText(text)
          expect(event === null || typeof event.type === 'string').toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never throws, whatever the bytes', () => {
    const header = fc.tuple(fc.constantFrom(1, 2, 3, 4, 99), fc.nat(400), fc.uint8Array({ maxLength: 300 }))
    const framed = header.map(([code, second, rest]) => {
      const head = Buffer.alloc(8)
      head.writeUInt32BE(code)
      head.writeUInt32BE(second, 4)
      return new Uint8Array(Buffer.concat([head, rest]))
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), framed), (bytes) => {
        const event = readBinary(bytes)
        expect(event === null || event.type === 'preview').toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('of a preview cut short gives none, and of a whole one its picture, whoever it is for', () => {
    const bytes = Buffer.from('a picture')
    const frame = previewFrame({ bytes, isPng: true, plain: false }, { node_id: '3', prompt_id: 'p' })
    const event = readBinary(frame)
    expect(event).toMatchObject({ type: 'preview', promptId: 'p', node: '3', mediaType: 'image/png' })
    expect(Buffer.from(event?.type === 'preview' ? event.bytes : []).equals(bytes)).toBe(true)
    for (let length = 0; length < frame.length - bytes.length; length++) {
      expect(readBinary(frame.subarray(0, length))).toBeNull()
    }
    expect(readBinary(previewFrame({ bytes, isPng: false, plain: true }, null))).toMatchObject({
      promptId: null,
      mediaType: 'image/jpeg',
    })
  })
})
