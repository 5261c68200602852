import { networkInterfaces } from 'node:os'

export interface HostHeader {
  /** Lower case, IPv6 without brackets. */
  name: string
  /** Null where the header names none. */
  port: number | null
}

const hostForm = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/

/** Null where the header is no plain `name`, `name:port` or `[v6]:port`. */
export function parseHost(header: string): HostHeader | null {
  const found = hostForm.exec(header.toLowerCase())
  const name = found?.[1] ?? found?.[2]
  if (!found || name === undefined) return null
  return { name, port: found[3] === undefined ? null : Number(found[3]) }
}

/** `::ffff:10.0.0.5` and `10.0.0.5` are one peer; a zone (`fe80::1%eth0`) is not part of the address. */
export function plainAddress(address: string): string {
  const bare = address.toLowerCase().replace(/%.*$/, '')
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice('::ffff:'.length) : bare
}

export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}

/** Literal loopback addresses can never be rebound to another machine; of names only `localhost` is ours by standard. */
export function isLoopbackHost(name: string): boolean {
  return name === 'localhost' || isLoopbackAddress(name)
}

/** This machine's addresses as others on the network reach it, IPv4 first; asked anew each time, since cables move. */
export function lanAddresses(): string[] {
  const outside = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((entry) => !entry.internal))
  const usable = outside.filter((entry) => !(entry.family === 'IPv6' && entry.address.startsWith('fe80:')))
  const ordered = [...usable].sort((a, b) => a.family.localeCompare(b.family))
  return [...new Set(ordered.map((entry) => plainAddress(entry.address)))]
}
