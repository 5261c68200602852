// `npm run bench -- [names]`: builds bench/run.ts with the app's own sources and runs it in a Node of its own.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { prepare } from './prepare.mjs'
import { onVirtualScreen } from './testing/end-to-end.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const outDir = join(root, 'out', 'bench')

prepare('test')
const { build } = await import('vite') // not before it is installed
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['sharp', '@img/sharp-wasm32', '@photostructure/sqlite', '@playwright/test'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir,
    minify: false,
    rollupOptions: {
      input: ['run', 'null-server', 'comfy-fakes', 'relay-server'].map((name) => join(root, `bench/${name}.ts`)),
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
})
const env = { ...process.env, PHOTOCALL_ELECTRON: electronRuntime({ say: console.log }).execPath, PHOTOCALL_ROOT: root }
const args = ['--expose-gc', join(outDir, 'run.cjs'), ...process.argv.slice(2)]
process.exitCode = await runForeground(...onVirtualScreen([process.execPath, args]), env)
