import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

/** Bundles a program of tests from its sources, as it would be shipped; under node_modules, so that it finds what is native. */
export async function buildProgram(entry: string): Promise<{ path: string; remove(): Promise<void> }> {
  const { name } = parse(entry)
  const cacheDir = join(await realpath(join(root, 'node_modules')), '.cache', name)
  await mkdir(cacheDir, { recursive: true })
  const outDir = await mkdtemp(join(cacheDir, 'build-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp', '@photostructure/sqlite'] },
    build: {
      ...{ outDir, ssr: true, target: 'node18', minify: false },
      rollupOptions: {
        input: { [name]: join(root, entry) },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  })
  return {
    path: join(outDir, `${name}.cjs`),
    remove: () => rm(outDir, { recursive: true, force: true, maxRetries: 10 }),
  }
}
