import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from './redact'

describe('redact', () => {
  it('masks values under secret keys at any depth', () => {
    const facts = { guestToken: 'abc', nested: { headers: [{ Authorization: 'Bearer abc' }], pin: '1234', jobId: 'j' } }
    expect(redact(facts)).toEqual({
      guestToken: '[redacted]',
      nested: { headers: [{ Authorization: '[redacted]' }], pin: '[redacted]', jobId: 'j' },
    })
  })

  it('masks secrets inside addresses and headers', () => {
    expect(redact({ url: '/pair?code=9f2c&x=1', header: 'Bearer s3cret' })).toEqual({
      url: '/pair?code=[redacted]&x=1',
      header: 'Bearer [redacted]',
    })
  })

  it("masks guests' links", () => {
    const facts = {
      path: '/g/AbCdEfGhIjKlMnOpQrSt_-/picture',
      told: 'see http://10.0.0.5:8081/g/AbCdEfGhIjKlMnOpQrSt_- now',
    }
    expect(redact(facts)).toEqual({
      path: '/g/[redacted]/picture',
      told: 'see http://10.0.0.5:8081/g/[redacted] now',
    })
  })

  it('keeps the message, stack and cause of errors', () => {
    const error = new Error('rename failed', { cause: new Error('EBUSY') })
    const { thrown } = redact({ thrown: error }) as { thrown: Record<string, unknown> }
    expect(thrown).toMatchObject({ name: 'Error', message: 'rename failed', cause: { message: 'EBUSY' } })
    expect(thrown['stack']).toContain('rename failed')
  })

  it('keeps the codes of errors and of ended processes', () => {
    const error = Object.assign(new Error('busy'), { code: 'EBUSY' })
    expect(redact({ code: 137, error, pairingCode: '9f2c' })).toMatchObject({
      code: 137,
      error: { code: 'EBUSY' },
      pairingCode: '[redacted]',
    })
  })

  it('turns bytes into their size and survives circles', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array(12) }
    circle['self'] = circle
    expect(redact(circle)['bytes']).toBe('[12 bytes]')
    expect(JSON.stringify(redact(circle))).toContain('[deeper]')
  })

  it('never leaves a secret and always yields JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true })), (facts) => {
        const text = JSON.stringify(redact({ inner: { ...facts, password: 'hunter2-hunter2' } }))
        expect(text).not.toContain('hunter2-hunter2')
      }),
    )
  })
})
