import type { Certificate } from './certificate'
import { lanAddresses } from './hosts'

/** Where this console is reached. */
export interface OwnUrls {
  /** For programs and browsers of this machine: plain HTTP, which never leaves it, whatever certificate there is. */
  here: string
  /** For others on the network, the likeliest to work first; empty while it is not open to them. */
  elsewhere(): string[]
}

/** How programs of this machine reach the console that has this port. */
export function urlHere(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** With a certificate others come by https alone. Addresses are asked anew each time, since cables move. */
export function createOwnUrls(port: number, lan: boolean, certificate: Certificate | null): OwnUrls {
  return {
    here: urlHere(port),
    elsewhere() {
      if (!lan) return []
      // the listener is bound to IPv4
      const addresses = lanAddresses().filter((address) => !address.includes(':'))
      if (!certificate) return addresses.map((address) => `http://${address}:${port}`)
      return certifiedFirst(addresses, certificate.names).map((name) => `https://${name}:${port}`)
    },
  }
}

const isIpv4 = (name: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(name)

/** Pure: addresses that the certificate is made out to, then its names, then addresses at which browsers warn. */
export function certifiedFirst(addresses: readonly string[], names: readonly string[]): string[] {
  const outside = names.filter((name) => !isIpv4(name) && name !== 'localhost')
  const isCertified = (address: string) => names.includes(address)
  const [sure, unsure] = [addresses.filter(isCertified), addresses.filter((address) => !isCertified(address))]
  return [...sure, ...outside, ...unsure]
}
