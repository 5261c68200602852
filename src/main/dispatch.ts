import type { Role } from '../contract/app-state'

/** Who asks: set by the transport, never by the message. `clientId` is null for one-off requests. */
export interface Caller {
  role: Role
  clientId: string | null
}

/** The only way in: may the role ask, does the input parse, then call. Resolves with the parsed output, rejects with AppError. */
export type Dispatch = (caller: Caller, name: string, input: unknown) => Promise<unknown>
