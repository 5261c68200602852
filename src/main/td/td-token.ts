import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../settings/secrets'

/** What TouchDesigner on another machine shows in its hello. It opens TouchDesigner's door and nothing else. */
export interface TdToken {
  matches(token: string): boolean
  /** Made at the first asking; the same from then on. */
  get(): Promise<string>
  /** Null until somebody asked for it. */
  current(): string | null
  /** From now on the old one is nobody's; who is connected stays. */
  renew(): Promise<string>
}

const name = 'td.token'

export function createTdToken(secrets: Pick<Secrets, 'get' | 'set'>): TdToken {
  async function renew(): Promise<string> {
    const token = randomBytes(24).toString('base64url')
    await secrets.set(name, token)
    return token
  }

  return {
    current: () => secrets.get(name),
    get: async () => secrets.get(name) ?? renew(),
    renew,
    matches(token) {
      const known = secrets.get(name)
      if (known === null || token === '') return false
      const [one, other] = [Buffer.from(known), Buffer.from(token)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
  }
}
