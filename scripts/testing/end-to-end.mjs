// The command of the end-to-end tests; where there is no display they get a virtual one.
import { join } from 'node:path'
import { hasDisplay } from '../machine.mjs'

const screen = '-screen 0 1920x1080x24'

/** Playwright with further arguments, as `[command, arguments]`. */
export function endToEndCommand(root, args = []) {
  return onVirtualScreen([process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'test', ...args]])
}

/**
 * Always the same virtual screen on Linux, so that sizes and pictures do not depend on who runs it;
 * PHOTOCALL_E2E_VISIBLE=1 shows the windows.
 */
export function onVirtualScreen([command, args]) {
  const isVisible = process.platform !== 'linux' || (hasDisplay() && process.env.PHOTOCALL_E2E_VISIBLE)
  return isVisible ? [command, args] : ['xvfb-run', ['-a', '-s', screen, command, ...args]]
}
