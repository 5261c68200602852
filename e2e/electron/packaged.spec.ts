import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expectInGallery, savedPictures } from '../captures'
import { definedEnvironment, expect, root, test } from '../fixtures'

const unpackedFolder = { linux: 'linux-unpacked', win32: 'win-unpacked' } as Record<string, string>
const executable = { linux: 'photocall-console', win32: 'Photocall Console.exe' } as Record<string, string>

let outputDir: string
test.beforeAll(() => {
  outputDir = mkdtempSync(join(tmpdir(), 'photocall-package-'))
})
test.afterAll(() => {
  rmSync(outputDir, { recursive: true, force: true, maxRetries: 10 })
})

test('the packaged app takes a picture, with its image child and native parts outside the archive', async ({
  folders,
  openApp,
}) => {
  test.skip(unpackedFolder[process.platform] === undefined, 'packaging is driven on Linux and Windows')
  test.skip(lstatSync(join(root, 'node_modules')).isSymbolicLink(), 'electron-builder follows no linked node_modules')
  test.setTimeout(900_000)
  const args = ['scripts/package.mjs', '--dir', `-c.directories.output=${outputDir}`]
  const packed = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: definedEnvironment() })
  expect(packed.status, packed.stdout + packed.stderr).toBe(0)
  const appDir = join(outputDir, unpackedFolder[process.platform] ?? '')
  expect(existsSync(join(appDir, 'resources/app.asar.unpacked/out/main/image-child.js'))).toBe(true)
  expect(existsSync(join(appDir, 'resources/styles'))).toBe(true)
  const packagedAs = join(appDir, executable[process.platform] ?? '')
  expect(await fusesOf(packagedAs)).toEqual({ runsAsNode: false, obeysNodeOptions: false, archiveAlone: true })
  const { app, page } = await openApp({ ...folders, packagedAs })
  expect(await app.evaluate((electron) => electron.app.isPackaged)).toBe(true)
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  await expectInGallery(page, picture?.jobId ?? '')
})

async function fusesOf(executablePath: string) {
  const wire = await getCurrentFuseWire(executablePath)
  // the wire holds the characters 0 and 1
  const isOn = (fuse: FuseV1Options) => Number(wire[fuse]) === '1'.charCodeAt(0)
  return {
    runsAsNode: isOn(FuseV1Options.RunAsNode),
    obeysNodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    archiveAlone: isOn(FuseV1Options.OnlyLoadAppFromAsar),
  }
}
