import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCore } from './core'
import { checkFlags } from './flags'
import { lanAddresses } from './http/hosts'
import { silentLog } from './lib/log'
import { stateFor } from './state'
import { testPlatform } from './testing/test-platform'

/** This machine as others on its network see it; without a network there is nobody to admit. */
const address = lanAddresses().find((each) => !each.includes(':'))

it.skipIf(address === undefined)(
  'a program of a listed address needs no token for its protocol, and for no other',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'photocall-admitted-'))
    const core = await createCore({
      ...{ dataDir: join(dir, 'data'), flags: checkFlags({ share: join(dir, 'share'), port: 0, lan: true }) },
      ...{ environment: {}, platform: testPlatform(dir, ''), feature: () => silentLog, listens: true },
    })
    try {
      const url = `http://${address}:${new URL(core.consoleUrl()!).port}`
      const statuses = () =>
        Promise.all(
          ['/jobs', '/health', '/api/status/1', '/console'].map(async (path) => (await fetch(url + path)).status),
        )
      expect(await statuses()).toEqual([401, 401, 401, 401])
      const program = { role: 'program' as const, clientId: null }
      await core.dispatch(program, 'settings.change', { broker: { admitted: [address] } })
      expect(await statuses()).toEqual([200, 200, 401, 401])
      expect(JSON.stringify(core.state())).toContain('"admitted":["')
      const ofGuests = stateFor('kiosk', core.state()).settings
      expect([ofGuests.broker.admitted, ofGuests.tablet.admitted, ofGuests.tablet.pageDir]).toEqual([[], [], null])
      await core.dispatch(program, 'settings.change', { broker: { admitted: [] } })
      expect(await statuses()).toEqual([401, 401, 401, 401])
      await expect(
        core.dispatch(program, 'settings.change', { broker: { admitted: ['everybody'] } }),
      ).rejects.toMatchObject({ code: 'settings_invalid' })
    } finally {
      await core.close()
    }
  },
)
