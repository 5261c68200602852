import { serverHeaders } from '../../../../contract/server'

/** What somebody typed to sign in; only the part of its kind counts. */
export interface SignIn {
  kind: 'bearer' | 'basic' | 'own'
  token: string
  user: string
  password: string
  headers: readonly { name: string; value: string }[]
}

export const emptySignIn: SignIn = {
  kind: 'bearer',
  token: '',
  user: '',
  password: '',
  headers: [{ name: '', value: '' }],
}

/** The headers that it means; null while it is not complete or holds what no header can. */
export function headersOf(signIn: SignIn): Record<string, string> | null {
  const parsed = serverHeaders.safeParse(typedHeaders(signIn))
  return parsed.success && Object.keys(parsed.data).length > 0 ? parsed.data : null
}

function typedHeaders({ kind, token, user, password, headers }: SignIn): Record<string, string> {
  if (kind === 'bearer') return token.trim() === '' ? {} : { Authorization: `Bearer ${token.trim()}` }
  if (kind === 'basic') return user === '' ? {} : { Authorization: `Basic ${base64(`${user}:${password}`)}` }
  const typed = headers.filter(({ name, value }) => name.trim() !== '' || value.trim() !== '')
  return Object.fromEntries(typed.map(({ name, value }) => [name.trim(), value.trim()]))
}

/** Of the text's UTF-8 (RFC 7617): `btoa` alone refuses every letter beyond Latin. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
