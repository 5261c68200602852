import { expect, it } from 'vitest'
import { createServerHeaders } from './server-headers'

/** Secrets in memory, as a life of the console before this one left them. */
function secretsWith(found: Record<string, string>) {
  const entries = new Map(Object.entries(found))
  const set = async (name: string, value: string | null) =>
    void (value === null ? entries.delete(name) : entries.set(name, value))
  return { entries, get: (name: string) => entries.get(name) ?? null, set, names: () => [...entries.keys()] }
}

const gpu = { id: 'gpu', url: 'http://10.0.0.9:8188' }
const token = JSON.stringify({ origin: 'http://10.0.0.9:8188', headers: { Authorization: 'Bearer s3cret' } })

it('gives a server its headers, changed at once and removed by null', async () => {
  const secrets = secretsWith({ 'comfyui:gpu': token })
  const headers = createServerHeaders(secrets)
  expect(headers.of(gpu)).toEqual({ Authorization: 'Bearer s3cret' })
  await headers.set(gpu, { 'X-Key': 'k' })
  expect(headers.of(gpu)).toEqual({ 'X-Key': 'k' })
  await headers.set(gpu, null)
  expect(headers.of(gpu)).toEqual({})
  expect([...secrets.entries.keys()]).toEqual([])
})

it('keeps them for the address that they were set for', () => {
  const headers = createServerHeaders(secretsWith({ 'comfyui:gpu': token }))
  expect(headers.of({ ...gpu, url: 'http://10.0.0.9:8188/' })).not.toEqual({})
  for (const url of ['http://evil.example', 'https://10.0.0.9:8188', 'http://10.0.0.9:8189'])
    expect(headers.of({ ...gpu, url })).toEqual({})
})

it('forgets those of servers that are gone, and touches no other secret', async () => {
  const secrets = secretsWith({ 'comfyui:gpu': token, 'comfyui:gone': token, 'comfyui:run-1': token, pin: 'hash' })
  await createServerHeaders(secrets).keepOnly(['gpu'])
  expect([...secrets.entries.keys()]).toEqual(['comfyui:gpu', 'pin'])
})
