import fc from 'fast-check'
import { expect, it } from 'vitest'
import { role } from '../../contract/app-state'
import { decideAccess, type AccessConfig, type Credential, type RequestFacts } from './access'
import { isLoopbackAddress } from './hosts'
import { routeClassOf } from './route-classes'

const config: AccessConfig = {
  scheme: 'http',
  port: 8080,
  hosts: ['192.168.1.20'],
  allowedOrigins: ['https://friend.example'],
  legacyClients: { td: ['10.0.0.1'], tablet: ['10.0.0.2'], broker: ['10.0.0.3'], canvas: ['10.0.0.4'] },
  hasTabletPage: false,
}

const credential: fc.Arbitrary<Credential> = fc.oneof(
  fc.constantFrom<Credential>({ kind: 'none' }, { kind: 'bad' }, { kind: 'bearer', role: 'program' }),
  fc.constantFrom<Credential>(
    { kind: 'token', tokenId: '7', scope: 'jobs' },
    { kind: 'token', tokenId: '7', scope: 'program' },
  ),
  fc.constantFrom(...role.options).map((cookieRole) => ({ kind: 'cookie' as const, role: cookieRole })),
)
const maybe = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant(null), arbitrary)
const some = (...values: string[]) => fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 6 }, fc.string())

const request: fc.Arbitrary<RequestFacts> = fc.record({
  method: some('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS'),
  path: some(
    '/',
    '/pair',
    '/health',
    '/console',
    '/kiosk',
    '/console/ws',
    '/td',
    '/jobs/1',
    '/api/x',
    '/uploads',
    '/media/results/1',
    '/canvas',
    '/canvas/ws',
    '/assets/index.js',
    '/commands/x',
    '/d/1',
  ),
  upgrade: fc.boolean(),
  hasRoom: fc.boolean(),
  isGivenRoom: fc.boolean().map((isGiven) => () => isGiven),
  peer: some('127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', '10.0.0.3', '8.8.8.8'),
  host: maybe(some('localhost:8080', '127.0.0.1:8080', '192.168.1.20:8080', 'evil.example:8080')),
  origin: maybe(some('http://localhost:8080', 'https://friend.example', 'null', 'file://', 'http://evil.example')),
  fetchSite: maybe(some('same-origin', 'none', 'same-site', 'cross-site')),
  fetchMode: maybe(some('navigate', 'cors', 'websocket')),
  fetchDest: maybe(some('document', 'iframe', 'empty')),
  forwarded: fc.boolean(),
  credential,
})

/** Checks a rule over many arbitrary requests that were let in; each run must really have seen some of them. */
function everyAdmitted(rule: (facts: RequestFacts) => void): void {
  let admitted = 0
  const property = fc.property(request, (facts) => {
    if (!decideAccess(facts, config).allow) return
    admitted++
    rule(facts)
  })
  fc.assert(property, { numRuns: 5_000 })
  expect(admitted).toBeGreaterThan(50)
}

const classOf = (facts: RequestFacts) =>
  routeClassOf({ ...facts, hasOrigin: facts.origin !== null, ofTabletPage: false })

it('whoever is let in came under a name of ours', () => {
  everyAdmitted((facts) => expect(facts.host).toMatch(/^(localhost|127(\.\d+){3}|\[::1\]|192\.168\.1\.20)(:\d+)?$/i))
})

it('whoever is let in from a page came from ours or an allowed one', () => {
  everyAdmitted((facts) => {
    if (facts.origin !== null)
      expect(facts.origin).toMatch(/^(http:\/\/(localhost|127\.|192\.168\.1\.20)|https:\/\/friend\.example$)/)
  })
})

it('a page of another site gets nothing but a navigation to a page of ours', () => {
  everyAdmitted((facts) => {
    if (facts.fetchSite === null || ['same-origin', 'none'].includes(facts.fetchSite)) return
    if (facts.origin === 'https://friend.example') return
    expect([facts.method, facts.fetchMode, facts.fetchDest, facts.upgrade]).toEqual([
      'GET',
      'navigate',
      'document',
      false,
    ])
    expect(classOf(facts).page).toBe(true)
  })
})

it('without a credential only the pairing page, loopback on open addresses, listed clients, a TouchDesigner and given rooms get in', () => {
  everyAdmitted((facts) => {
    if ('role' in facts.credential || facts.credential.kind === 'token' || classOf(facts).need === 'public') return
    expect(facts.forwarded).toBe(false)
    if (classOf(facts).room && facts.isGivenRoom()) return
    expect(classOf(facts).need).toBe('open')
    const listed = /^10\.0\.0\.[1-4]$/.test(facts.peer)
    const isTheirs = ['td', 'canvas'].includes(classOf(facts).protocol ?? '')
    const mayBeTouchDesigner = facts.upgrade && facts.origin === null && isTheirs
    expect(isLoopbackAddress(facts.peer) || listed || mayBeTouchDesigner).toBe(true)
  })
})

it('nobody gets another role than the credential has', () => {
  fc.assert(
    fc.property(request, (facts) => {
      const access = decideAccess(facts, config)
      if (!access.allow || access.role === null) return
      const program = facts.credential.kind === 'token' && facts.credential.scope === 'program'
      expect('role' in facts.credential ? facts.credential.role : program && 'program').toBe(access.role)
    }),
  )
})

it('a token of scope jobs gets the broker’s addresses and the pairing page, and never a role', () => {
  everyAdmitted((facts) => {
    if (facts.credential.kind !== 'token' || facts.credential.scope !== 'jobs') return
    expect(classOf(facts).protocol === 'broker' || classOf(facts).need === 'public').toBe(true)
    expect(decideAccess(facts, config)).toMatchObject({ role: null })
  })
})
