import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TlsFiles } from '../../contract/guests'
import { settings } from '../../contract/settings'
import { readCertificate } from '../http/certificate'
import { makeCertificate } from '../http/testing/certificates'
import { checkCertificates } from './check-certificates'

const dayMs = 24 * 3_600_000
const dir = mkdtempSync(join(tmpdir(), 'photocall-check-tls-'))
const files = makeCertificate(dir, { name: 'own', days: 90 })
const { validFromMs, validUntilMs } = readCertificate(files)
const look = (tls: TlsFiles | null, nowMs: number) =>
  checkCertificates(settings.parse({ server: { tls } }), nowMs).map(({ level, fact }) => `${level} ${fact}`)

test('a certificate is looked at for its days, from the first to the last', () => {
  expect(look(null, validFromMs)).toEqual([])
  expect(look(files, validFromMs - 1).join()).toMatch(/^bad .*own\.crt begins on/)
  expect(look(files, validFromMs).join()).toMatch(/^ok .* for 127\.0\.0\.1, booth\.local$/)
  expect(look(files, validUntilMs - 30 * dayMs + 1).join()).toMatch(/^note .*own\.crt ends on .*, 29 days left$/)
  expect(look(files, validUntilMs).join()).toMatch(/^bad .*own\.crt ended on/)
})

test('a file that is missing, or a key of another, is told by its name', () => {
  const other = makeCertificate(dir, { name: 'other', days: 90 })
  const missing = join(dir, 'missing.key')
  for (const keyFile of [missing, other.keyFile])
    expect(look({ ...files, keyFile }, validFromMs)).toEqual([`bad ${keyFile} cannot be used.`])
})

test('one pair of files for both ports is looked at once, and that of closed guests’ pages not at all', () => {
  const both = (enabled: boolean, tls: TlsFiles | null) =>
    checkCertificates(settings.parse({ server: { tls }, guests: { enabled, tls: files } }), validFromMs)
  expect([both(true, files), both(true, null), both(false, null)].map(({ length }) => length)).toEqual([1, 1, 0])
})
