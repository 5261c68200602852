import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../../contract/commands'
import { send } from '../testing/wire'
import { createCoreDouble, startServer, type CoreDouble } from '../testing/core-double'
import { createBrokerRoutes, type BrokerRoutesDeps } from '../broker-routes'
import { createMediaApp } from '../media-app'
import { routeClassOf } from '../route-classes'
import { createServerApp } from '../server-app'
import { silentLog } from '../../lib/log'
import { systemClock } from '../../lib/clock'
import type { OpenApiDocument } from './document'
import { allOperations } from './open-api-routes'

let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>
let document: OpenApiDocument
beforeAll(async () => {
  core = await createCoreDouble()
  running = await startServer(core)
  const reply = await send({ port: running.port, path: '/openapi.json' })
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
  document = JSON.parse(reply.body.toString()) as OpenApiDocument
})
afterAll(async () => {
  await running.server.close()
  await core.removeFiles()
})

/** Not for integrators: pages, what pages load by themselves, and what two programs of ours say to each other. */
const ownAffairs = [
  /^get \/$/,
  /^get \/(console|kiosk|canvas|favicon\.ico|docs|openapi\.json)$/,
  /^get \/assets\//,
  // what the screens of drawing rooms show
  /^get \/(media\/rooms\/\{room\}|canvas\/qr\.svg)$/,
  /^(get|post|all) \/pair$/,
  /^put \/originals\//,
  /^get \/(td\/install)$/,
  /^(all|get|post) \/\*$/,
  // where the server hands over to the broker’s own routes
  /^all \/jobs(\/\*)?$/,
]

/** Windows and tablets may have what programs do not; a tablet's own protocol is told in docs/protocols.md. */
function isForPrograms(path: string): boolean {
  const plain = { upgrade: false, hasRoom: false, hasOrigin: false, ofTabletPage: false }
  const { need, roles, protocol } = routeClassOf({ path, ...plain })
  return protocol !== 'tablet' && (need !== 'closed' || roles.includes('program'))
}

/** `get /media/results/{id}`, as the document writes it. */
const written = (method: string, path: string) =>
  `${method.toLowerCase()} ${path.replace(/:(\w+)(?:\{(?:[^{}]|\{[^}]*\})*\})?/g, '{$1}')}`

describe('the document', () => {
  it('has every route of the HTTP table but those of our own pages', () => {
    const mediaApp = createMediaApp({ ...core, clock: systemClock, log: silentLog })
    // its routes are only looked at
    const brokerApp = createBrokerRoutes({} as BrokerRoutesDeps)
    const { td, tablet, incomingDir } = core
    const fromCore = { td, tablet, incomingDir, pairing: running.pairing }
    const whatServerAdds = { ...fromCore, brokerApp, version: '', health: () => ({}) }
    const serverApp = createServerApp({
      ...whatServerAdds,
      mediaApp,
      clock: systemClock,
      log: silentLog,
    })
    const routes = [...serverApp.routes, ...brokerApp.routes, ...mediaApp.routes].map(({ method, path }) =>
      written(method, path),
    )
    const known = new Set(allOperations().map(({ method, path }) => `${method} ${path}`))
    const missing = [...new Set(routes)].filter((route) => {
      const isCommand = route === 'post /commands/{name}'
      const isOwn = ownAffairs.some((pattern) => pattern.test(route)) || !isForPrograms(route.split(' ')[1] ?? '')
      return !isCommand && !known.has(route) && !isOwn
    })
    expect(routes.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })

  it('has every command that a token of scope program may ask for, and none else', () => {
    const inDocument = Object.keys(document.paths).filter((path) => path.startsWith('/commands/'))
    const allowed = Object.entries(commands).filter(
      ([, shape]) => (shape.who as readonly string[]).includes('program') && !('admits' in shape),
    )
    expect(inDocument.sort()).toEqual(allowed.map(([name]) => `/commands/${name}`).sort())
  })

  it('refers to nothing that is not in it, and names each operation once', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '')
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect(refs.length).toBeGreaterThan(50)
    expect(refs.filter((ref) => !known.includes(ref))).toEqual([])
    const ids = allOperations().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tells every part of an address that changes', () => {
    for (const { path, parameters } of allOperations()) {
      const inAddress = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inAddress)
    }
  })
})

describe('the page', () => {
  it('shows every operation and shape, without a script, a file or an address beyond us', async () => {
    const reply = await send({ port: running.port, path: '/docs' })
    const html = reply.body.toString()
    for (const { id, path } of allOperations()) {
      expect(html).toContain(`<section id="${id}">`)
      expect(html).toContain(path)
    }
    const targets = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '')
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `#${id}`))
    expect(targets.filter((href) => href !== '/openapi.json' && !anchors.has(href))).toEqual([])
    expect(html).not.toMatch(/<script|<link|<img|<iframe|https:\/\//)
    expect(reply.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /)
    expect(html).toContain(`http://127.0.0.1:${running.port}/uploads`)
  })

  it('writes nothing of an address into itself as markup', async () => {
    const host = `localhost:${running.port}`
    const reply = await send({ port: running.port, path: '/docs?"><script>', headers: { host } })
    expect(reply.status).toBe(200)
    expect(reply.body.toString()).not.toContain('<script')
  })
})
