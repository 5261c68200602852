// Stands in for Electron's default app in the fallback runtime: `electron [-r module]... [switches] <app folder> [arguments]`.
'use strict'
const { app } = require('electron')
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

const { preloads, appDir, wantsVersion } = readArguments(process.argv.slice(1))

if (wantsVersion) {
  console.log(`v${process.versions.electron}`)
  app.exit(0)
} else if (appDir === null) {
  console.error('usage: electron <app folder>')
  app.exit(2)
} else {
  launch(path.resolve(appDir))
}

function readArguments(args) {
  const found = { preloads: [], appDir: null, wantsVersion: false }
  while (args.length > 0 && found.appDir === null) {
    const arg = args.shift()
    if (arg === '-r' || arg === '--require') found.preloads.push(args.shift())
    else if (arg === '--version' || arg === '-v') found.wantsVersion = true
    else if (!arg.startsWith('-')) found.appDir = arg
  }
  return found
}

function launch(dir) {
  const manifest = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'))
  app.setName(manifest.productName ?? manifest.name)
  app.setVersion(manifest.version)
  app.setAppPath(dir)
  for (const preload of preloads) Module._load(path.resolve(preload), Module, false)
  Module._load(path.resolve(dir, manifest.main ?? 'index.js'), Module, true)
}
