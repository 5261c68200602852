import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backend } from '../src/main/backends/backend'
import { createCore } from '../src/main/core'
import { parseFlags } from '../src/main/flags'
import { calmCollector } from '../src/main/lib/calm-collector'
import { silentLog } from '../src/main/lib/log'
import { createNodePlatform } from '../src/main/node-platform'
import { projectRoot } from './project'

/** Hands the original back as it is, so that what is measured is everything but generating. */
const nullBackend: Backend = {
  name: 'builtin',
  slots: () => 1,
  unavailable: () => null,
  async generate({ originalPath, workDir }) {
    const path = join(workDir, 'result.jpg')
    await copyFile(originalPath, path)
    return [{ path, mediaType: 'image/jpeg' }]
  },
  close: () => Promise.resolve(),
}

async function serve(dataDir: string, shareDir: string) {
  const core = await createCore({
    dataDir,
    flags: parseFlags(['--share', shareDir, '--port', '0'], { strict: true }),
    environment: {},
    platform: createNodePlatform(join(projectRoot, 'out')),
    feature: () => silentLog,
    backends: () => new Map([['builtin', nullBackend]]),
    listens: true,
  })
  process.on('SIGTERM', () => void core.close().then(() => process.exit(0)))
  console.log(core.pairingUrl('console'))
}

// as the app's own programs do
calmCollector()
const [dataDir = '', shareDir = ''] = process.argv.slice(2)
void serve(dataDir, shareDir)
