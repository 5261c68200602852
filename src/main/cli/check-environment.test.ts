import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { runCheck } from './check'

afterEach(() => vi.unstubAllEnvs())

async function checked() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-check-environment-'))
  let said = ''
  const terminal = { out: (text: string) => void (said += text), err: () => undefined, live: false, columns: 80 }
  await runCheck(['--data', dir, '--share', dir, '--port', '0'], terminal)
  return said
}

test('how long a job of another program may take is told, by default and as the environment says', async () => {
  vi.stubEnv('JOB_TIMEOUT', '')
  expect(await checked()).toContain("other programs' jobs have 600 s each (JOB_TIMEOUT)")
  vi.stubEnv('JOB_TIMEOUT', '45')
  expect(await checked()).toContain("other programs' jobs have 45 s each (JOB_TIMEOUT)")
})
