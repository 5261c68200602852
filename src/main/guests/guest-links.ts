import type { GuestTokens } from './guest-tokens'

/** Where a guest finds their picture. Who gets a link has the picture: it is told to nobody but guests' own screens. */
export interface GuestLinks {
  /** Null where no phone could open it now: no guests' pages, no address that they reach, or no such job. */
  urlOf(jobId: string): string | null
  tokenOf: GuestTokens['tokenOf']
  jobOf: GuestTokens['jobOf']
}

export function createGuestLinks(deps: {
  tokens: GuestTokens
  /** What phones put before `/g/`, without a slash at its end; null while none reaches the guests' pages. */
  baseUrl: () => string | null
  /** False for what a program asked for: no guest stands before it. */
  isGuests: (jobId: string) => boolean
}): GuestLinks {
  const { tokens, baseUrl, isGuests } = deps

  return {
    urlOf(jobId) {
      const base = baseUrl()
      const token = base === null || !isGuests(jobId) ? null : tokens.tokenOf(jobId)
      return token === null ? null : `${base}/g/${token}`
    },
    tokenOf: tokens.tokenOf,
    jobOf: tokens.jobOf,
  }
}
