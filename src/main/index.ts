import { join } from 'node:path'
import { app } from 'electron'
import { createCore } from './core'
import { prepareDesktopApp, runDesktopApp } from './electron/desktop-app'
import { dataDirOf, usualDataDir, parseEnvironment, parseFlags } from './flags'
import { calmCollector } from './lib/calm-collector'
import { manyThreads } from './lib/many-threads'
import { createRotatingLog } from './lib/rotating-log'
import { shippedStylesDir } from './shipped-styles'

manyThreads()
calmCollector()
const outDir = join(__dirname, '..')
const flags = parseFlags(process.argv.slice(1), { strict: false })
const environment = parseEnvironment(process.env)
const dataDir = dataDirOf(flags, environment)

if (prepareDesktopApp(dataDir)) {
  const logsDir = join(dataDir, 'logs')
  const { feature, close: closeLog } = createRotatingLog(logsDir)
  void runDesktopApp({
    dataDir,
    logsDir,
    dataFlags: dataDir === usualDataDir() ? [] : ['--data', dataDir],
    outDir,
    stylesDir: shippedStylesDir(outDir),
    devServer: process.env['ELECTRON_RENDERER_URL'] ?? null,
    feature,
    closeLog,
    createCore: (platform) => createCore({ dataDir, flags, environment, platform, feature, listens: true }),
  })
} else {
  app.exit(0)
}
