import { Hono } from 'hono'
import { brokerOperations } from './broker-operations'
import { commandOperations } from './command-operations'
import { docsPage, docsPageHeaders } from './docs-page'
import { openApiDocument } from './document'
import type { Operation } from './operation'
import { pictureOperations } from './picture-operations'
import { zipOperations } from './zip-operations'

/** Everything that an integrator may ask, in the order in which it is shown. */
export function allOperations(): Operation[] {
  return [...brokerOperations, ...pictureOperations, ...zipOperations, ...commandOperations()]
}

/** `/openapi.json` and the same for people at `/docs`; both are made when somebody first asks. */
export function createOpenApiRoutes({ version }: { version: string }): Hono {
  const app = new Hono()
  let known: { operations: Operation[]; json: string } | null = null

  function made() {
    const operations = known?.operations ?? allOperations()
    known ??= { operations, json: JSON.stringify(openApiDocument(operations, version)) }
    return known
  }

  app.get('/openapi.json', (c) =>
    c.body(made().json, 200, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
    }),
  )
  app.get('/docs', (c) => {
    const { origin } = new URL(c.req.url)
    return c.body(docsPage(made().operations, { version, url: origin }), 200, docsPageHeaders)
  })
  return app
}
