import type { ElectronApplication } from '@playwright/test'

export type WindowRole = 'console' | 'kiosk'

/** A page that works for long still answers within it. */
const patienceMs = 120_000
/** A page that does not answer by then is asked again: it may have gone with the question. */
const glanceMs = 10_000

/** Evaluates an expression in the page of a window, also after a crash, when Playwright's own page is gone. */
export function inPage<T>(
  app: ElectronApplication,
  role: WindowRole,
  expression: string,
  withinMs = patienceMs,
): Promise<T> {
  return app.evaluate<T, readonly [WindowRole, string, number]>(
    async ({ BrowserWindow, session }, [wanted, code, limitMs]) => {
      const own = session.fromPartition(`persist:${wanted}`)
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.session === own)
      if (!window) throw new Error(`There is no ${wanted} window.`)
      // Electron never answers for a frame that died meanwhile; who polls asks again.
      const tooLong = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('The page did not answer.')), limitMs)
      })
      return Promise.race([window.webContents.executeJavaScript(code) as Promise<T>, tooLong])
    },
    [role, expression, withinMs],
  )
}

/** For who asks again and again, of a page that comes and goes: `otherwise` where nobody answers. */
export function glimpse<T>(app: ElectronApplication, role: WindowRole, expression: string, otherwise: T): Promise<T> {
  return inPage<T>(app, role, expression, glanceMs).catch(() => otherwise)
}

/** Runs a function on the web contents of a window, in the main process. */
export function onContents(app: ElectronApplication, role: WindowRole, method: 'forcefullyCrashRenderer' | 'getURL') {
  return app.evaluate(
    ({ BrowserWindow, session }, [wanted, name]) => {
      const own = session.fromPartition(`persist:${wanted}`)
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.session === own)
      return window?.webContents[name]() ?? null
    },
    [role, method] as const,
  )
}

/** Sends a command as a window's page does; rejects with the error's code and message. */
export function command<T>(
  app: ElectronApplication,
  role: WindowRole,
  name: string,
  input: unknown = {},
  withinMs = patienceMs,
): Promise<T> {
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }
  return inPage<T>(
    app,
    role,
    `fetch('/commands/${name}', ${JSON.stringify(options)}).then(async (answer) => {
      const body = await answer.json()
      if (answer.ok) return body
      throw new Error(body.code + ': ' + body.message)
    })`,
    withinMs,
  )
}

/** The snapshot that a page gets when it connects; takes the bridge from the page until it is loaded anew. */
export function snapshot<T>(app: ElectronApplication, role: WindowRole): Promise<T> {
  return inPage<T>(
    app,
    role,
    `new Promise((resolve) => window.photocall.onMessage((message) => message.type === 'snapshot' && resolve(message)))`,
  )
}
