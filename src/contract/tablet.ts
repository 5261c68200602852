import { z } from 'zod'

/** Tablets with a page of the operator's own, or of today's booths. */
export const tabletSettings = z.strictObject({
  /** The folder of the page that tablets get at `/`, whole; null: `/` leads to the console. */
  pageDir: z
    .string()
    .max(400)
    .regex(/^(?:[A-Za-z]:[\\/]|\\\\|\/)[^\p{Cc}]*$/u)
    .nullable()
    .default(null),
  /** Addresses of tablets that need no code: pages that cannot pair. */
  admitted: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(32)
    .default([]),
})
export type TabletSettings = z.infer<typeof tabletSettings>
