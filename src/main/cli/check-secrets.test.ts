import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createSecrets, type Protect } from '../settings/secrets'
import { checkSecrets } from './check-secrets'

const system: Protect = {
  available: () => true,
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt: (bytes) => Buffer.from(bytes).reverse().toString(),
}

test('who keeps the secrets is told, and none of them', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'photocall-check-secrets-')), 'secrets.json')
  const facts = async () => (await checkSecrets(file)).map(({ level, fact }) => `${level}: ${fact}`)
  expect(await facts()).toEqual(['ok: none yet'])
  const byFile = await createSecrets({ file, protect: null, clock: systemClock, log: silentLog })
  await byFile.set('kiosk.pin', 'mellon')
  expect(await facts()).toEqual(['ok: 1 in secrets.json, readable for this user alone'])
  const bySystem = await createSecrets({ file, protect: system, clock: systemClock, log: silentLog })
  await bySystem.set('guests.wifi', 'mellon')
  expect(await facts()).toEqual(['ok: 1 sealed by the system; 1 in secrets.json, readable for this user alone'])
})
