// The tests of the scripts that run inside TouchDesigner: plain Python, standard library only.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const testsDir = join('td', 'tests')

/** False as long as there are none. */
export function hasPythonTests(root) {
  return existsSync(join(root, testsDir))
}

/** Verbose, for the names of skipped tests. */
export function pythonCommand() {
  const python = process.platform === 'win32' ? 'python' : 'python3'
  return [python, ['-m', 'unittest', 'discover', '-v', '-s', testsDir, '-t', 'td']]
}
