import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const jobIdPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

export interface SeenFile {
  /** Of its bytes at the first moment at which its name could be seen. */
  sha256: string
  /** Why these bytes are no whole picture; null where they are. */
  flaw: string | null
}

/** Names in the share that anybody would take for finished pictures. */
export function finalNames(shareDir: string): string[] {
  return readdirSync(shareDir).filter((name) => !name.startsWith('.'))
}

export function jobIdIn(name: string): string {
  return jobIdPattern.exec(name)?.[0] ?? name
}

/** Reads and decodes every file the moment its final name appears. */
export function watchFinalNames(shareDir: string, appeared: () => void) {
  const checks = new Map<string, Promise<SeenFile>>()
  const look = () => {
    for (const name of finalNames(shareDir)) {
      if (checks.has(name)) continue
      checks.set(name, seen(join(shareDir, name)))
      appeared()
    }
  }
  const watcher = watch(shareDir, look)
  return {
    stop: () => watcher.close(),
    async seen(): Promise<Map<string, SeenFile>> {
      look()
      const names = [...checks.keys()]
      const files = await Promise.all(checks.values())
      return new Map(names.map((name, place) => [name, files[place]!]))
    },
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function seen(path: string): Promise<SeenFile> {
  const bytes = readFileSync(path) // at once, before anybody could mend it
  return { sha256: sha256Of(bytes), flaw: await flawOf(bytes) }
}

export function flawOf(bytes: Buffer): Promise<string | null> {
  return sharp(bytes, { failOn: 'warning' })
    .raw()
    .toBuffer()
    .then(
      () => null,
      (error: unknown) => String(error),
    )
}
