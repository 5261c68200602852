import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLoopbackHost, lanAddresses, parseHost, plainAddress } from './hosts'

it('takes name and port of a Host header apart', () => {
  expect(parseHost('Booth.local:8080')).toEqual({ name: 'booth.local', port: 8080 })
  expect(parseHost('[::1]')).toEqual({ name: '::1', port: null })
})

it('never throws on a hostile Host and never finds loopback in one that does not stand there', () => {
  fc.assert(
    fc.property(fc.string(), (host) => {
      const parsed = parseHost(host)
      if (parsed && isLoopbackHost(parsed.name)) expect(host.toLowerCase()).toMatch(/^(localhost|127\.|\[)/)
    }),
  )
})

it('names the same peer the same way, however the socket spells it', () => {
  expect(plainAddress('::FFFF:10.0.0.5')).toBe('10.0.0.5')
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
})

it('lists no loopback address as one of the network', () => {
  expect(lanAddresses().filter((address) => isLoopbackHost(address))).toEqual([])
})
