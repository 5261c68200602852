import { createHash } from 'node:crypto'
import { byIdentity } from '../../lib/by-identity'
import type { Graph } from './graph'

/** SHA-256 of what a graph does, lower-case hex: formatting, key order and titles do not change it. */
export const workflowHash = byIdentity((graph: Graph): string => {
  const work = Object.fromEntries(
    Object.entries(graph).map(([id, { class_type, inputs }]) => [id, { class_type, inputs }]),
  )
  return createHash('sha256').update(canonical(work)).digest('hex')
})

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
}
