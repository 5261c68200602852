import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { TlsFiles } from '../../../contract/guests'

/** Made out to 127.0.0.1 and booth.local, by nobody that a browser knows. */
export function makeCertificate(dir: string, { name, days }: { name: string; days: number }): TlsFiles {
  const files = { certFile: join(dir, `${name}.crt`), keyFile: join(dir, `${name}.key`) }
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(days)]
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:booth.local']
  const out = ['-keyout', files.keyFile, '-out', files.certFile]
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, ...out], { stdio: 'ignore' })
  return files
}
