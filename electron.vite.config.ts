import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// `main` has three inputs: index (Electron), cli (plain Node) and image-child (started by either).
// Only packages with native or WebAssembly parts stay outside the bundles (see "dependencies" in package.json).
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          cli: resolve('src/main/cli.ts'),
          'image-child': resolve('src/main/images/image-child.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    plugins: [react()],
    css: { transformer: 'lightningcss' },
    // The scroll lock of the component library writes <style> elements, which the content security policy forbids.
    resolve: { alias: { 'react-remove-scroll': resolve('src/renderer/ui/no-scroll-lock.tsx') } },
    build: {
      outDir: resolve('out/renderer'),
      // No data: addresses: the policy allows fonts and pictures from our own address only.
      assetsInlineLimit: 0,
      // Less to parse before the first picture.
      minify: true,
      rollupOptions: {
        // canvas: where people draw, a page without the console's state
        input: { index: resolve('src/renderer/index.html'), canvas: resolve('src/renderer/canvas.html') },
      },
    },
  },
})
