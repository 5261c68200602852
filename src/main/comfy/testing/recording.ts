import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const message = z.looseObject({
  type: z.string().optional(),
  data: z.unknown().optional(),
  binary: z.boolean().optional(),
})

/** One line of a recording of the real server. */
const line = z.discriminatedUnion('dir', [
  z.looseObject({ dir: z.literal('ws-open'), label: z.string(), clientId: z.string().nullable() }),
  z.looseObject({ dir: z.literal('ws-close'), label: z.string(), code: z.number() }),
  z.looseObject({ dir: z.literal('ws'), label: z.string(), msg: message }),
  z.looseObject({ dir: z.literal('ws-send'), label: z.string(), msg: message }),
  z.looseObject({
    dir: z.literal('http'),
    method: z.string(),
    path: z.string(),
    req: z.unknown().optional(),
    status: z.number().optional(),
    type: z.string().optional(),
    res: z.unknown().optional(),
  }),
  z.looseObject({ dir: z.literal('note'), note: z.string() }),
])
export type RecordedLine = z.infer<typeof line>

export const recordingsDir = join(import.meta.dirname, 'recordings')

/** Reads `recordings/<version>-<situation>.jsonl`; the first line says what it is and is left out. */
export function readRecording(version: string, situation: string): RecordedLine[] {
  const text = readFileSync(join(recordingsDir, `${version}-${situation}.jsonl`), 'utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((one) => line.parse(JSON.parse(one)))
}

/** What was recorded of a version. */
export function recordedSituations(version: string): string[] {
  const names = readdirSync(recordingsDir).filter((name) => name.startsWith(`${version}-`))
  return names.map((name) => name.slice(version.length + 1, -'.jsonl'.length)).sort()
}
