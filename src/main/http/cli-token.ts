import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '../lib/files'

const cliToken = z.object({ port: z.number().int().min(1).max(65535), token: z.string().min(32).max(200) })
/** How other programs of this user reach the process that owns a data folder. */
export type CliToken = z.infer<typeof cliToken>

const fileOf = (dataDir: string): string => join(dataDir, 'cli-token')

/** 256 random bits; a new one at every start. */
export function newProgramToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Written by the owner once its port is open, readable for this user alone; `remove` when the port closes. */
export async function publishCliToken(dataDir: string, facts: CliToken): Promise<{ remove(): Promise<void> }> {
  await writeFileAtomic(fileOf(dataDir), JSON.stringify(facts), 0o600)
  return { remove: () => rm(fileOf(dataDir), { force: true }) }
}

/** Null where nobody published one, or what stands there is none; a port that answers nothing means a dead owner. */
export async function readCliToken(dataDir: string): Promise<CliToken | null> {
  try {
    return cliToken.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')))
  } catch (error) {
    // Whatever is wrong with it, there is no owner to be reached by it.
    if (error instanceof Error) return null
    throw error
  }
}

/** Compares in constant time whatever the lengths. */
export function sameToken(presented: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(expected))
}
