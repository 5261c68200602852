import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the styles of this copy lie, from the build's folder `out`: beside it in a checkout; in a packaged app beside
 * the archive that holds it, so that operators can look into them.
 */
export function shippedStylesDir(outDir: string): string {
  const packaged = join(outDir, '..', '..', 'styles')
  const beside = join(outDir, '..', 'styles')
  return !existsSync(beside) && existsSync(packaged) ? packaged : beside
}
