import { join } from 'node:path'
import { app } from 'electron'
import { createCore } from './core'
import { prepareDesktopApp, runDesktopApp } from './electron/desktop-app'
import { dataDirOf, parseEnvironment, parseFlags } from './flags'
import { createRotatingLog } from './lib/rotating-log'

const flags = parseFlags(process.argv.slice(1), { strict: false })
const environment = parseEnvironment(process.env)
const dataDir = dataDirOf(flags, environment)
const outDir = join(__dirname, '..')

if (prepareDesktopApp(dataDir)) {
  const logsDir = join(dataDir, 'logs')
  const { feature, close } = createRotatingLog(logsDir)
  void runDesktopApp({
    dataDir,
    logsDir,
    outDir,
    stylesDir: join(outDir, '..', 'styles'),
    devServer: process.env['ELECTRON_RENDERER_URL'] ?? null,
    feature,
    closeLog: close,
    createCore: (platform) => createCore({ dataDir, flags, environment, platform, feature, listens: true }),
  })
} else {
  app.exit(0)
}
