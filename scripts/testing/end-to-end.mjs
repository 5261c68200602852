// The command of the end-to-end tests; where there is no display they get a virtual one.
import { join } from 'node:path'
import { hasDisplay } from '../machine.mjs'

const screen = '-screen 0 1920x1080x24'

/** Always the same virtual screen on Linux, so that sizes and pictures do not depend on who runs it. */
export function endToEndCommand(root, args = []) {
  const playwright = [join(root, 'node_modules/@playwright/test/cli.js'), 'test', ...args]
  if (process.platform !== 'linux' || (hasDisplay() && process.env.PHOTOCALL_E2E_VISIBLE)) {
    return [process.execPath, playwright]
  }
  return ['xvfb-run', ['-a', '-s', screen, process.execPath, ...playwright]]
}
