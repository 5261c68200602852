import { describe, expect, it } from 'vitest'
import type { Role } from '../../contract/app-state'
import { decideAccess, type AccessConfig, type Credential, type RequestFacts } from './access'

const config: AccessConfig = {
  scheme: 'http',
  port: 8080,
  hosts: ['192.168.1.20', 'fd00::20', 'booth.example'],
  allowedOrigins: ['https://friend.example', 'http://friend.example:3000'],
  legacyClients: { td: ['192.168.1.31'], tablet: ['192.168.1.32'], broker: ['192.168.1.33'], canvas: ['192.168.1.34'] },
  hasTabletPage: false,
}

const none: Credential = { kind: 'none' }
const bad: Credential = { kind: 'bad' }
const bearer: Credential = { kind: 'bearer', role: 'program' }
const cookie = (role: Role): Credential => ({ kind: 'cookie', role })

const plain: RequestFacts = {
  method: 'GET',
  path: '/health',
  upgrade: false,
  hasRoom: false,
  isGivenRoom: () => false,
  peer: '127.0.0.1',
  host: '127.0.0.1:8080',
  origin: null,
  fetchSite: null,
  fetchMode: null,
  fetchDest: null,
  forwarded: false,
  credential: none,
}

/** `loopback`, `legacy`, `hello`, `public`, a role, or the refusal as `403 host`. */
function verdict(facts: Partial<RequestFacts>): string {
  const access = decideAccess({ ...plain, ...facts }, config)
  if (!access.allow) return `${access.refuse} ${access.reason}`
  return access.by === 'credential' ? String(access.role) : access.by
}

const lanPeer = { peer: '192.168.1.77', host: '192.168.1.20:8080' }
const openPaths = [
  '/health',
  '/',
  '/td',
  '/td/install',
  '/ws',
  '/canvas/ws',
  '/jobs',
  '/jobs/7',
  '/api/capture',
  '/openapi.json',
  '/docs',
  '/qr.png',
  '/d/7',
]
const closedPaths = [
  '/console',
  '/kiosk',
  '/canvas',
  '/console/ws',
  '/assets/index.js',
  '/media/results/7',
  '/originals/7',
  '/uploads',
].concat(['/commands/capture.press', '/favicon.ico', '/no-such-thing', '/jobsX', '/apis', '/Health'])
const allPaths = [...openPaths, ...closedPaths, '/pair']

describe('where the request comes from', () => {
  it.each(openPaths)('lets a loopback peer use %s without a credential', (path) => {
    expect(verdict({ path })).toBe('loopback')
  })
  it.each(openPaths)('asks a peer from beyond for a credential on %s', (path) => {
    expect(verdict({ ...lanPeer, path })).toBe('401 credential-missing')
  })
  it.each(closedPaths)('asks even a loopback peer for a credential on %s', (path) => {
    expect(verdict({ path })).toBe('401 credential-missing')
    expect(verdict({ ...lanPeer, path })).toBe('401 credential-missing')
  })
  it('shows the pairing page to anybody who comes under our name', () => {
    expect(verdict({ path: '/pair' })).toBe('public')
    expect(verdict({ ...lanPeer, path: '/pair', method: 'POST' })).toBe('public')
  })
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('counts %s as loopback', (peer) => {
    expect(verdict({ peer })).toBe('loopback')
  })
  it.each(['10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.evil', '', '::2', '128.0.0.1'])(
    'never counts "%s" as loopback',
    (peer) => {
      expect(verdict({ peer })).toBe('401 credential-missing')
    },
  )
  it.each(openPaths)('drops the trust in loopback on %s where a proxy forwarded the request', (path) => {
    expect(verdict({ path, forwarded: true })).toBe('401 credential-missing')
    expect(verdict({ path, forwarded: true, credential: bearer })).toBe('program')
  })
})

describe('Host', () => {
  const ours = [
    '127.0.0.1:8080',
    'localhost',
    'LOCALHOST:8080',
    '[::1]:8080',
    '192.168.1.20:8080',
    '[fd00::20]',
    'Booth.Example:9000',
  ]
  it.each(ours)('is ours as %s', (host) => {
    expect(verdict({ host })).toBe('loopback')
  })
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    '0.0.0.0:8080',
    '192.168.1.21:8080',
  ].concat([
    '',
    ' ',
    'localhost:8080:1',
    'user@localhost',
    'localhost/x',
    '127.0.0.1:8080, evil.example',
    '[::1',
    '::1',
  ])
  it.each(foreign)('"%s" is refused on every address, with every credential', (host) => {
    for (const path of allPaths) {
      for (const credential of [none, bearer, cookie('console')]) {
        expect(verdict({ path, host, credential })).toBe('403 host')
        expect(verdict({ path, host, credential, upgrade: true })).toBe('403 host')
      }
    }
  })
  it('must be there', () => {
    expect(verdict({ host: null })).toBe('403 host')
  })
})

describe('Origin', () => {
  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080', 'http://192.168.1.20:8080'])(
    '%s is our own',
    (origin) => {
      expect(verdict({ origin })).toBe('loopback')
      expect(verdict({ origin, path: '/console/ws', upgrade: true, credential: cookie('console') })).toBe('console')
    },
  )
  it('is our own where it equals the Host, as behind a forwarded port', () => {
    expect(verdict({ origin: 'http://localhost:9000', host: 'localhost:9000' })).toBe('loopback')
  })
  it.each(['https://friend.example', 'http://friend.example:3000'])('%s is allowed by the operator', (origin) => {
    expect(verdict({ origin, fetchSite: 'cross-site', method: 'POST', path: '/jobs' })).toBe('loopback')
    expect(verdict({ origin, path: '/uploads', method: 'POST' })).toBe('401 credential-missing')
  })
  const foreign = [
    'null',
    'file://',
    'file:///C:/x.html',
    'http://evil.example',
    'http://localhost:8081',
    'http://127.0.0.1',
  ]
    .concat([
      'https://127.0.0.1:8080',
      'http://friend.example',
      'http://127.0.0.1:8080.evil.example',
      '',
      'app://photocall',
    ])
    .concat([
      'http://127.0.0.1:8080, http://evil.example',
      'http://x@127.0.0.1:8080',
      'http://127.0.0.1:8080/',
      'chrome-extension://abc',
    ])
  it.each(foreign)('"%s" is refused on every address, upgrades included, with every credential', (origin) => {
    for (const path of allPaths) {
      for (const credential of [none, bearer, cookie('console')]) {
        expect(verdict({ path, origin, credential })).toBe('403 origin')
        expect(verdict({ path, origin, credential, method: 'POST' })).toBe('403 origin')
        expect(verdict({ path, origin, credential, upgrade: true })).toBe('403 origin')
      }
    }
  })
})

describe('Sec-Fetch-Site', () => {
  it.each(['same-origin', 'none'])('%s passes', (fetchSite) => {
    expect(verdict({ fetchSite })).toBe('loopback')
  })
  it.each(['cross-site', 'same-site', 'cross-site, same-origin', 'x', ''])(
    '"%s" is refused on every address',
    (fetchSite) => {
      for (const path of allPaths) {
        for (const credential of [none, bearer, cookie('console')]) {
          expect(verdict({ path, fetchSite, credential })).toBe('403 fetch-site')
          expect(verdict({ path, fetchSite, credential, method: 'POST' })).toBe('403 fetch-site')
          expect(verdict({ path, fetchSite, credential, upgrade: true })).toBe('403 fetch-site')
          expect(verdict({ path, fetchSite, credential, origin: 'http://localhost:8080' })).toBe('403 fetch-site')
        }
      }
    },
  )
  const link = { fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' }
  it('lets a link of a foreign page lead to our pages', () => {
    expect(verdict({ ...link, path: '/pair' })).toBe('public')
    expect(verdict({ ...link, path: '/' })).toBe('loopback')
    expect(verdict({ ...link, path: '/console', credential: cookie('console') })).toBe('console')
    expect(verdict({ ...link, path: '/d/7' })).toBe('loopback')
  })
  it('lets a foreign page neither frame our pages, nor post to them, nor link to anything else', () => {
    expect(verdict({ ...link, path: '/console', fetchDest: 'iframe' })).toBe('403 fetch-site')
    expect(verdict({ ...link, path: '/console', fetchDest: null })).toBe('403 fetch-site')
    expect(verdict({ ...link, path: '/pair', method: 'POST' })).toBe('403 fetch-site')
    expect(verdict({ ...link, path: '/', upgrade: true })).toBe('403 fetch-site')
    for (const path of ['/jobs', '/api/status/7', '/media/results/7', '/uploads', '/health', '/td']) {
      expect(verdict({ ...link, path })).toBe('403 fetch-site')
    }
  })
})

describe('credentials', () => {
  it.each([...openPaths, ...closedPaths])('a program with its token may use %s from anywhere', (path) => {
    expect(verdict({ path, credential: bearer })).toBe('program')
    expect(verdict({ ...lanPeer, path, credential: bearer })).toBe('program')
  })
  it.each([...openPaths, ...closedPaths])('a wrong token is told on %s, also from loopback', (path) => {
    expect(verdict({ path, credential: bad })).toBe('401 credential-bad')
  })
  const rows: [path: string, console: string, kiosk: string, tablet: string][] = [
    ['/console', 'console', '403 role', '403 role'],
    ['/kiosk', 'console', 'kiosk', '403 role'],
    ['/canvas', 'console', '403 role', 'tablet'],
    ['/console/ws', 'console', 'kiosk', '403 role'],
    ['/assets/index.js', 'console', 'kiosk', 'tablet'],
    ['/media/results/7', 'console', 'kiosk', 'tablet'],
    ['/originals/7', 'console', 'kiosk', '403 role'],
    ['/uploads', 'console', '403 role', '403 role'],
    ['/commands/capture.press', 'console', 'kiosk', 'tablet'],
    ['/jobs', 'console', 'kiosk', 'tablet'],
    ['/no-such-thing', 'console', 'kiosk', 'tablet'],
  ]
  it.each(rows)('on %s a console is answered %s, a kiosk %s, a tablet %s', (path, asConsole, asKiosk, asTablet) => {
    const answers = (['console', 'kiosk', 'tablet'] as const).map((role) =>
      verdict({ ...lanPeer, path, credential: cookie(role) }),
    )
    expect(answers).toEqual([asConsole, asKiosk, asTablet])
  })
})

describe('legacy clients and TouchDesigner', () => {
  const rows: [peer: string, path: string, extra: Partial<RequestFacts>, answer: string][] = [
    ['192.168.1.31', '/td', { upgrade: true }, 'legacy'],
    ['::ffff:192.168.1.31', '/', { upgrade: true }, 'legacy'],
    ['192.168.1.31', '/jobs', {}, '401 credential-missing'],
    ['192.168.1.32', '/api/capture', { method: 'POST' }, 'legacy'],
    ['192.168.1.32', '/', { upgrade: true, origin: 'http://192.168.1.20:8080' }, 'legacy'],
    ['192.168.1.32', '/uploads', { method: 'POST' }, '401 credential-missing'],
    ['192.168.1.33', '/jobs/7/result', {}, 'legacy'],
    ['192.168.1.33', '/health', {}, 'legacy'],
    ['192.168.1.33', '/canvas/ws', { upgrade: true, origin: 'http://192.168.1.20:8080' }, '401 credential-missing'],
    ['192.168.1.34', '/ws', { upgrade: true }, 'legacy'],
    ['192.168.1.34', '/', { upgrade: true, hasRoom: true }, 'legacy'],
    ['192.168.1.34', '/td', {}, '401 credential-missing'],
    ['192.168.1.77', '/td', { upgrade: true }, 'hello'],
    ['192.168.1.77', '/', { upgrade: true }, 'hello'],
    ['192.168.1.77', '/', { upgrade: true, hasRoom: true }, 'hello'],
    [
      '192.168.1.77',
      '/',
      { upgrade: true, hasRoom: true, origin: 'http://192.168.1.20:8080' },
      '401 credential-missing',
    ],
    ['192.168.1.77', '/', { upgrade: true, origin: 'http://192.168.1.20:8080' }, '401 credential-missing'],
    ['192.168.1.77', '/td', { upgrade: true, credential: bad }, '401 credential-bad'],
  ]
  it.each(rows)('%s on %s %o: %s', (peer, path, extra, answer) => {
    expect(verdict({ ...lanPeer, peer, path, ...extra })).toBe(answer)
  })
  it('admits nobody by an address that a proxy gave', () => {
    expect(verdict({ ...lanPeer, peer: '192.168.1.33', path: '/jobs', forwarded: true })).toBe('401 credential-missing')
    expect(verdict({ ...lanPeer, path: '/td', upgrade: true, forwarded: true })).toBe('401 credential-missing')
  })
})

describe('whose requests are counted and whose jobs are seen together', () => {
  const keyOf = (facts: Partial<RequestFacts>): string | null => {
    const access = decideAccess({ ...plain, ...facts }, config)
    return access.allow ? `${access.key} ${access.tokenId ?? '-'}` : null
  }
  const token = (scope: 'jobs' | 'program'): Credential => ({ kind: 'token', tokenId: '7', scope })

  it.each<[string, Partial<RequestFacts>, string | null]>([
    ['every program of this machine', { path: '/jobs' }, 'loopback -'],
    [
      'a listed client, by its address',
      { ...lanPeer, peer: '::ffff:192.168.1.33', path: '/jobs' },
      'legacy:192.168.1.33 -',
    ],
    ['a token', { ...lanPeer, path: '/jobs', credential: token('jobs') }, 'token:7 7'],
    ['a token from this machine too', { path: '/jobs', credential: token('program') }, 'token:7 7'],
    ['the booth’s own program', { path: '/jobs', credential: bearer }, 'program -'],
    ['a paired console', { path: '/jobs', credential: cookie('console') }, 'console -'],
    ['a TouchDesigner that has yet to say hello', { ...lanPeer, path: '/td', upgrade: true }, 'hello:192.168.1.77 -'],
    ['nobody who is refused', { ...lanPeer, path: '/jobs' }, null],
  ])('%s', (_, facts, key) => {
    expect(keyOf(facts)).toBe(key)
  })

  it.each(allPaths)('a token of scope jobs opens %s only where the broker speaks', (path) => {
    const expected =
      path === '/pair'
        ? 'public'
        : /^\/(health|jobs|openapi|docs)/.test(path) && path !== '/jobsX'
          ? 'null'
          : '403 role'
    expect(verdict({ path, credential: token('jobs') })).toBe(expected)
    expect(verdict({ ...lanPeer, path, credential: token('jobs') })).toBe(expected)
  })

  it.each(allPaths)('a token of scope program opens %s as the booth’s own program does', (path) => {
    expect(verdict({ ...lanPeer, path, credential: token('program') })).toBe(
      verdict({ ...lanPeer, path, credential: bearer }),
    )
  })
})
