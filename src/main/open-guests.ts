import { createGuestLinks, type GuestLinks } from './guests/guest-links'
import type { GuestTokens } from './guests/guest-tokens'
import type { SettingsStore } from './settings/settings-store'

/** What guests get on their phones. */
export interface OpenedGuests {
  links: GuestLinks
}

export function openGuests(deps: { settings: SettingsStore; tokens: GuestTokens }): OpenedGuests {
  const { settings, tokens } = deps

  function baseUrl(): string | null {
    const { enabled, publicUrl } = settings.get().guests
    return enabled ? (publicUrl?.replace(/\/+$/, '') ?? null) : null
  }

  return { links: createGuestLinks({ tokens, baseUrl }) }
}
