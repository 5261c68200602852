import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Backend } from '../backends/backend'
import { createCore } from '../core'
import { checkFlags } from '../flags'
import { silentLog } from '../lib/log'
import { startNodeChild } from '../images/node-child'

/** Hands the original back after a moment, so that a line builds up. */
const slowCopier: Backend = {
  name: 'builtin',
  slots: () => 2,
  unavailable: () => null,
  async generate({ originalPath, workDir }, { signal }) {
    await setTimeout(20, undefined, { signal })
    const path = join(workDir, 'copy.jpg')
    await copyFile(originalPath, path)
    return [{ path, mediaType: 'image/jpeg' }]
  },
  close: () => Promise.resolve(),
}

async function serve([dir = '', imageChildPath = '', stylesDir = '']: string[]) {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0 }),
    environment: {},
    platform: {
      ...{ runtime: 'test', startImageChild: startNodeChild, imageChildPath, stylesDir },
      ...{ rendererDir: dir, picturesDir: join(dir, 'pictures'), documentsDir: dir, language: 'en' },
      ...{ protect: null, desktop: null },
    },
    feature: () => silentLog,
    backends: () => new Map([['builtin', slowCopier]]),
    listens: true,
  })
  console.log(new URL(core.consoleUrl() ?? '').origin)
}

void serve(process.argv.slice(2))
