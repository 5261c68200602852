import { z } from 'zod'

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
})
export type GuestSettings = z.infer<typeof guestSettings>
