import { z } from 'zod'
import { errorFacts } from './errors'
import { instantMs, jobId } from './job'

/** The guests' network, which phones join by a code; its password is kept as a secret. */
export const guestWifi = z.strictObject({
  /** Empty: no code is shown. */
  ssid: z.string().max(32).default(''),
  security: z.enum(['WPA', 'WEP', 'nopass']).default('WPA'),
  hidden: z.boolean().default(false),
})
export type GuestWifi = z.infer<typeof guestWifi>

/** `https://photos.example.com`, or a folder of it. */
const publicUrl = z
  .url({ protocol: /^https?$/ })
  .max(200)
  .refine((text) => !/[?#@]/.test(text), 'must be an address without name, question mark and number sign')

/** A certificate and its key, PEM files; both on this machine. */
export const tlsFiles = z.strictObject({ certFile: z.string().min(1).max(400), keyFile: z.string().min(1).max(400) })
export type TlsFiles = z.infer<typeof tlsFiles>

/** The guests' own pages: a listener of their own, which shows each guest their picture and nothing else. */
export const guestSettings = z.strictObject({
  enabled: z.boolean().default(false),
  port: z.number().int().min(1).max(65535).default(8081),
  /** Phones on the same network reach it; else only a tunnel or proxy on this machine does. */
  lan: z.boolean().default(true),
  /** This machine's address in links, where it has several; empty: the likeliest. */
  address: z.union([z.literal(''), z.ipv4()]).default(''),
  /** What a tunnel or proxy is called from outside; null: links lead to this machine on its network. */
  publicUrl: publicUrl.nullable().default(null),
  /** Guests may have the picture as it was taken, too. */
  originalOffered: z.boolean().default(false),
  wifi: guestWifi.prefault({}),
  /** Null: plain HTTP, where phones share a picture by holding it. */
  tls: tlsFiles.nullable().default(null),
})
export type GuestSettings = z.infer<typeof guestSettings>

/** A guest's wish that their picture be deleted, as the operator sees it. */
export const guestWishView = z.object({
  jobId,
  askedAtMs: instantMs,
  /** Until then the guest may change their mind. */
  dueAtMs: instantMs,
  begunAtMs: instantMs.nullable(),
  doneAtMs: instantMs.nullable(),
  /** Where something is still to be deleted. */
  open: z.array(z.enum(['share', 'server', 'touchdesigner', 'backups'])),
})
export type GuestWishView = z.infer<typeof guestWishView>

/** The guests' pages as consoles see them; guests' screens learn whether there are codes, and nothing of addresses. */
export const guestsView = z.object({
  /** Phones find a page: links are drawn. */
  hasLinks: z.boolean(),
  hasWifi: z.boolean(),
  /** The listener is open. */
  open: z.boolean(),
  /** What links begin with. */
  baseUrl: z.string().nullable(),
  /** This machine's IPv4 addresses, the likeliest first. */
  addresses: z.array(z.string()),
  reason: errorFacts.nullable(),
  wifiPasswordSet: z.boolean(),
  /** When the last phone came from the network or through the tunnel. */
  lastPhoneAtMs: instantMs.nullable(),
  /** Whose code the guests' screen shows large, because an operator looks at it now. */
  shownJobId: jobId.nullable(),
  /** By job, the newest hundred. */
  wishes: z.record(jobId, guestWishView),
})
export type GuestsView = z.infer<typeof guestsView>

export const noGuests: GuestsView = {
  hasLinks: false,
  hasWifi: false,
  open: false,
  baseUrl: null,
  addresses: [],
  reason: null,
  wifiPasswordSet: false,
  lastPhoneAtMs: null,
  shownJobId: null,
  wishes: {},
}

/** What asking every address showed. */
export const guestsCheck = z.object({
  /** The address, and why it does not lead to the guests' pages; null: it does. */
  places: z.array(z.object({ url: z.string(), isPublic: z.boolean(), error: errorFacts.nullable() })),
  /** Nothing is found from here, and phones may still be kept off: what else to look at. */
  hints: z.array(z.enum(['closed', 'no-network', 'firewall', 'isolation', 'no-phone-yet'])),
})
export type GuestsCheck = z.infer<typeof guestsCheck>
