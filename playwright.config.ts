import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const debianChromium = '/usr/bin/chromium'
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  // For two slow cores that others use too; where all is well nothing waits so long.
  timeout: 300_000,
  globalTimeout: 60 * 60_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/reports/e2e.json' }]],
  use: { locale: 'en-GB', viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1 },
  projects: [
    // What the build left on disk: no window needed.
    { name: 'built', testDir: 'e2e/built' },
    { name: 'electron', testDir: 'e2e/electron' },
    {
      name: 'chromium',
      testDir: 'e2e/chromium',
      use: {
        browserName: 'chromium',
        launchOptions: existsSync(debianChromium)
          ? { executablePath: debianChromium, args: chromiumArgs }
          : { channel: 'chrome', args: chromiumArgs },
      },
    },
  ],
})
