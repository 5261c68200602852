/** Why a new PIN cannot be saved yet: not 4 to 12 digits, or typed differently the second time. */
export function pinProblem(pin: string, again: string): 'form' | 'different' | null {
  if (!/^\d{4,12}$/.test(pin)) return 'form'
  return pin === again ? null : 'different'
}
