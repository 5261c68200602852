import type { GuestSettings, GuestsCheck, GuestsView } from '../../contract/guests'
import type { GuestServer } from '../http/guest-server'
import type { Clock } from '../lib/clock'
import { likeliestFirst } from './lan-address'
import { reasonUnreached } from './reach-check'

/** Where phones find the guests' pages, and whether they do. */
export interface GuestReach {
  /** What links begin with; null while no phone reaches anything. */
  baseUrl(): string | null
  view(): Pick<GuestsView, 'hasLinks' | 'open' | 'baseUrl' | 'addresses' | 'lastPhoneAtMs'>
  check(): Promise<GuestsCheck>
  /** Somebody came, from this address. */
  seen(address: string): void
}

/** How long the network's addresses are believed before the system is asked again. */
const addressesAgeMs = 5000
/** Told to the operator no more often than this. */
const seenEveryMs = 60_000

export function createGuestReach(deps: {
  settings: () => GuestSettings
  server: () => GuestServer | null
  instance: string
  clock: Clock
  onSeen: () => void
}): GuestReach {
  const { settings, server, instance, clock, onSeen } = deps
  let known: { addresses: string[]; atMs: number; of: GuestServer | null } | null = null
  let lastPhoneAtMs: number | null = null

  function addresses(): string[] {
    const nowMs = clock.monotonicMs()
    if (!known || known.of !== server() || nowMs - known.atMs > addressesAgeMs)
      known = { addresses: server()?.lanAddresses() ?? [], atMs: nowMs, of: server() }
    return likeliestFirst(known.addresses, settings().address)
  }

  const publicUrl = () => settings().publicUrl?.replace(/\/+$/, '') ?? null
  const urlAt = (address: string) => `${server()?.scheme ?? 'http'}://${address}:${server()?.port ?? 0}`

  function baseUrl(): string | null {
    if (!server()) return null
    const [likeliest] = addresses()
    return publicUrl() ?? (likeliest === undefined ? null : urlAt(likeliest))
  }

  async function check(): Promise<GuestsCheck> {
    const outside = publicUrl()
    const urls = server() ? addresses().map((address) => ({ url: urlAt(address), isPublic: false })) : []
    const all = outside === null ? urls : [{ url: outside, isPublic: true }, ...urls]
    const places = await Promise.all(
      all.map(async (place) => ({ ...place, error: await reasonUnreached(place.url, instance, !place.isPublic) })),
    )
    return { places, hints: hintsOf(places) }
  }

  /** What cannot be seen from here: this machine always reaches itself. */
  function hintsOf(places: GuestsCheck['places']): GuestsCheck['hints'] {
    const onlyHere = publicUrl() === null
    if (!server()) return []
    if (onlyHere && !settings().lan) return ['closed']
    if (onlyHere && addresses().length === 0) return ['no-network']
    if (lastPhoneAtMs !== null || places.some(({ isPublic, error }) => isPublic && error === null)) return []
    return onlyHere ? ['no-phone-yet', 'firewall', 'isolation'] : ['no-phone-yet']
  }

  return {
    baseUrl,
    view: () => ({
      hasLinks: baseUrl() !== null,
      open: server() !== null,
      baseUrl: baseUrl(),
      addresses: addresses(),
      lastPhoneAtMs,
    }),
    check,
    seen(address) {
      const isFromHere = /^(127\.|::1$)/.test(address) || addresses().includes(address)
      const nowMs = clock.nowMs()
      if (isFromHere || (lastPhoneAtMs !== null && Math.abs(nowMs - lastPhoneAtMs) < seenEveryMs)) return
      lastPhoneAtMs = nowMs
      onSeen()
    },
  }
}
