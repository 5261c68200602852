import Module from 'node:module'

interface Resolver {
  _resolveFilename(request: string, ...rest: unknown[]): string
}

/**
 * Call before sharp is loaded. Inside an Electron binary on Linux sharp's native build shares the process with GTK's
 * GLib and breaks it, so there its native packages are made to look absent: sharp then takes `@img/sharp-wasm32`.
 */
export function hideNativeSharpInElectron() {
  if (process.platform !== 'linux' || !process.versions.electron) return
  const resolver = Module as unknown as Resolver
  const resolve = resolver._resolveFilename
  resolver._resolveFilename = function (request, ...rest) {
    if (/^@img\/sharp-linux/.test(request)) throw notFound(request)
    return resolve.call(this, request, ...rest)
  }
}

function notFound(request: string) {
  return Object.assign(new Error(`${request} is not used inside Electron on Linux`), { code: 'MODULE_NOT_FOUND' })
}
