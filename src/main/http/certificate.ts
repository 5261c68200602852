import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { TlsFiles } from '../../contract/guests'
import { AppError } from '../../contract/errors'

/** A certificate with its key, read and found to fit together. */
export interface Certificate {
  cert: Buffer
  key: Buffer
  /** PEM of this machine's own, without the authorities that may follow it in `cert`. */
  leaf: string
  /** Names and IPv4 addresses that it is made out to, lower case; no wildcards. */
  names: readonly string[]
  validFromMs: number
  validUntilMs: number
}

/** Each file by itself, then both together: whoever set them learns which one it is. Throws `certificate_unusable`. */
export function readCertificate({ certFile, keyFile }: TlsFiles): Certificate {
  const [cert, facts] = readPem(certFile, (pem) => new X509Certificate(pem))
  const [key] = readPem(keyFile, createPrivateKey)
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw unusable(keyFile, error)
  }
  const [validFromMs, validUntilMs] = [Date.parse(facts.validFrom), Date.parse(facts.validTo)]
  return { cert, key, leaf: facts.toString(), names: namesIn(facts), validFromMs, validUntilMs }
}

function readPem<T>(path: string, parse: (pem: Buffer) => T): [Buffer, T] {
  try {
    const pem = readFileSync(path)
    return [pem, parse(pem)]
  } catch (error) {
    throw unusable(path, error)
  }
}

/** The operator's own words for this machine: nobody else has the key to them. */
function namesIn({ subjectAltName = '' }: X509Certificate): string[] {
  const found = subjectAltName.matchAll(/(?:DNS|IP Address):([a-z0-9._-]+)(?=,|$)/gi)
  return [...found].map(([, name]) => name!.toLowerCase())
}

function unusable(path: string, cause: unknown): AppError {
  const hint = 'Set a certificate and the key that belongs to it: PEM files, readable for this user, without password.'
  return new AppError('certificate_unusable', `${path} cannot be used.`, hint, { cause, params: { path } })
}
