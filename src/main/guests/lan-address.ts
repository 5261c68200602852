/** Pure: IPv4 addresses, the one that phones most likely reach first. `chosen` leads where this machine has it. */
export function likeliestFirst(addresses: readonly string[], chosen: string): string[] {
  return [...addresses].sort((a, b) => rankOf(a, chosen) - rankOf(b, chosen))
}

/** Homes and halls; company networks; then what virtual machines make for themselves. */
const ranks = [/^192\.168\.(?!56\.|122\.)/, /^10\./, /^172\.(1[89]|2\d|3[01])\./, /^(?!169\.254\.)/]

function rankOf(address: string, chosen: string): number {
  if (address === chosen) return -1
  const found = ranks.findIndex((rank) => rank.test(address))
  return found < 0 ? ranks.length : found
}
