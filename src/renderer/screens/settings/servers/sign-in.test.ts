import { expect, test } from 'vitest'
import { emptySignIn, headersOf } from './sign-in'

test('a token, a user with a password, and own headers become what is sent', () => {
  expect(headersOf({ ...emptySignIn, kind: 'bearer', token: ' abc ' })).toEqual({ Authorization: 'Bearer abc' })
  const basic = headersOf({ ...emptySignIn, kind: 'basic', user: 'peña', password: 'ключ' })
  expect(Buffer.from(basic!['Authorization']!.slice(6), 'base64').toString()).toBe('peña:ключ')
  const headers = [
    { name: 'CF-Access-Client-Id', value: 'a' },
    { name: 'CF-Access-Client-Secret', value: 'b' },
    { name: '', value: '' },
  ]
  expect(headersOf({ ...emptySignIn, kind: 'own', headers })).toEqual({
    'CF-Access-Client-Id': 'a',
    'CF-Access-Client-Secret': 'b',
  })
})

test('what is not complete, or no header can hold, is not sent', () => {
  expect(headersOf(emptySignIn)).toBeNull()
  expect(headersOf({ ...emptySignIn, kind: 'basic', password: 'only' })).toBeNull()
  const own = (name: string, value: string) => headersOf({ ...emptySignIn, kind: 'own', headers: [{ name, value }] })
  expect(own('X-Key', '')).toBeNull()
  expect(own('', 'v')).toBeNull()
  expect(own('X Key', 'v')).toBeNull()
  expect(own('X-Key', 'a\r\nHost: b')).toBeNull()
  expect(own('Content-Length', '0')).toBeNull()
})
