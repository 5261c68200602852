import { z } from 'zod'
import { errorFacts } from './errors'
import { whenDown } from './event'
import { instantMs } from './job'
import { styleName } from './style'

/** What a server is called by in commands, secrets and the journal; stays the same when its address changes. */
export const serverId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

/** A base address; a proxy's path in front of ComfyUI's own routes may be part of it. */
export const serverUrl = z.url({ protocol: /^https?$/ }).max(300)

/** A ComfyUI server as the operator set it up. Headers with tokens are secrets and not here. */
export const serverSettings = z.strictObject({
  id: serverId,
  /** What people read; empty: the address. */
  name: z.string().trim().max(60).default(''),
  url: serverUrl,
  /** Out of use, but not forgotten. */
  enabled: z.boolean().default(true),
  /** Jobs that may be on it at once: more than one keeps its queue filled while results travel. */
  slots: z.number().int().min(1).max(8).default(1),
  /** Of a server on this machine: the shell command that starts it; empty: it cannot be restarted from here. */
  startCommand: z.string().trim().max(1000).default(''),
  /** Its output folder as seen from here: results are copied from disk. Null: they are downloaded. */
  outputDir: z.string().max(400).nullable().default(null),
})
export type ServerSettings = z.infer<typeof serverSettings>

export const comfyuiSettings = z.strictObject({
  servers: z
    .array(serverSettings)
    .max(8)
    .refine((servers) => new Set(servers.map(({ id }) => id)).size === servers.length, 'two servers have the same id')
    .default([]),
  /** When no server can be used and the event says nothing: `builtin` is `fallbackStyle`, for guests the framed original. */
  whenDown: whenDown.default('wait'),
  fallbackStyle: styleName.default('pop-art'),
})
export type ComfyuiSettings = z.infer<typeof comfyuiSettings>

/** checking: not known yet. ready: takes jobs. aside: set aside until `retryAtMs`, for `reason`. off: not enabled. */
export const serverStatus = z.enum(['checking', 'ready', 'aside', 'off'])

/** A server as consoles see it. */
export const serverView = z.object({
  id: serverId,
  name: z.string(),
  url: z.string(),
  status: serverStatus,
  /** Why it is set aside. */
  reason: errorFacts.nullable(),
  /** When it is tried again; null unless set aside. */
  retryAtMs: instantMs.nullable(),
  /** ComfyUI's own version; empty where it does not tell (2024 and before). */
  version: z.string(),
  devices: z.array(z.object({ name: z.string(), vramTotalBytes: z.number(), vramFreeBytes: z.number() })).max(16),
  latencyMs: z.number().nonnegative().nullable(),
  /** Jobs in its queue, ours and others', the running one included. */
  queueLength: z.number().int().nonnegative(),
  /** Of these, ours. */
  ownJobs: z.number().int().nonnegative(),
  slots: z.number().int().positive(),
  /** Names of the headers that are sent with every request; their values never leave the core. */
  headerNames: z.array(z.string()).max(8),
  canRestart: z.boolean(),
  /** Styles whose models it has loaded, as far as is known. */
  warmStyles: z.array(styleName).default([]),
})
export type ServerView = z.infer<typeof serverView>

const connectionHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
  'upgrade',
])

/** Sent with every request; none that the connection itself sets, and nothing that would end a header's line. */
export const serverHeaders = z
  .record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), z.string().regex(/^[\x20-\x7e\xa0-\xff]{1,4000}$/))
  .refine((headers) => Object.keys(headers).length <= 8, 'at most 8 headers')
  .refine((headers) => Object.keys(headers).every((name) => !connectionHeaders.has(name.toLowerCase())), {
    error: 'this header is set by the connection itself',
  })

/** What a look at one server tells. */
export const serverCheck = z.object({
  version: z.string(),
  latencyMs: z.number().nonnegative(),
  /** By style name, what the server lacks for it, each with its fix; nothing missing is an empty list. */
  styles: z.record(z.string(), z.array(errorFacts)),
})
export type ServerCheck = z.infer<typeof serverCheck>

/** A picture made with the style `connection-test`; `pictureUrl` shows it, at most 640 px, until the console is closed. */
export const serverTest = z.object({ durationMs: z.number().nonnegative(), pictureUrl: z.string() })
export type ServerTest = z.infer<typeof serverTest>

/** One style on one server, made once and thrown away, so that its models are loaded before guests come. */
export const warmRun = z.object({
  server: serverId,
  style: styleName,
  state: z.enum(['waiting', 'running', 'warm', 'failed', 'stopped']),
  /** 0..1; never falls. */
  progress: z.number().min(0).max(1),
  /** The class of the node at work. */
  node: z.string(),
  durationMs: z.number().nonnegative().nullable(),
  /** Why it failed; several where models or nodes are missing. */
  errors: z.array(errorFacts).max(6),
})
export type WarmRun = z.infer<typeof warmRun>

/** The newest warm-up of the event's styles; `endedAtMs` null while it runs. */
export const warmUp = z.object({
  startedAtMs: instantMs,
  endedAtMs: instantMs.nullable(),
  runs: z.array(warmRun),
})
export type WarmUp = z.infer<typeof warmUp>
