import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { fakeBooth } from './fake-booth'

// The renderer before an invented booth, to look at every state of every screen without making it happen:
//   npx vite --config e2e/harness/vite.config.ts
//   then open /scene/<name>?lang=es (names: scenes.ts), which leads to /console
const root = resolve('src/renderer')

export default defineConfig({
  root,
  cacheDir: resolve('.cache/harness'),
  plugins: [react(), fakeBooth()],
  css: { transformer: 'lightningcss' },
  resolve: { alias: { 'react-remove-scroll': resolve(root, 'ui/no-scroll-lock.tsx') } },
  // a work tree may lend its node_modules from another folder
  server: {
    fs: { strict: false },
    host: '127.0.0.1',
    port: Number(process.env['PORT'] ?? 5199),
    strictPort: true,
  },
})
