import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../../..')

/**
 * Bundles the image child from its sources as the app's build does, once for each state of those sources; resolves with
 * the path of the program. It lies under node_modules so that it finds sharp.
 */
export async function buildImageChild(): Promise<string> {
  const cacheDir = join(await realpath(join(root, 'node_modules')), '.cache', 'image-child')
  const dir = join(cacheDir, await sourcesHash())
  if (!existsSync(dir)) await buildInto(dir, cacheDir)
  return join(dir, 'image-child.js')
}

async function buildInto(dir: string, cacheDir: string) {
  await mkdir(cacheDir, { recursive: true })
  const buildDir = await mkdtemp(join(cacheDir, 'build-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp'] },
    build: {
      outDir: buildDir,
      ssr: true,
      target: 'node18',
      minify: false,
      rollupOptions: {
        input: { 'image-child': join(root, 'src/main/images/image-child.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  })
  // Another test run may have been first: its build is the same.
  await rename(buildDir, dir).catch(() => rm(buildDir, { recursive: true, force: true, maxRetries: 10 }))
}

async function sourcesHash() {
  const hash = createHash('sha256')
  for (const folder of ['src/contract', 'src/main/images', 'src/main/builtin', 'src/main/lib']) {
    const names = (await readdir(join(root, folder))).filter((name) => /(?<!\.test)\.ts$/.test(name)).sort()
    for (const name of names) hash.update(name).update(await readFile(join(root, folder, name)))
  }
  return hash.digest('hex').slice(0, 24)
}
