import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { crashPage } from './crash-page'

const logsDir = 'C:\\Users\\<Ana & Luis>\\logs'

describe('crashPage', () => {
  it('tells the operator what to do, in the language of the app', async () => {
    const html = await crashPage({ role: 'console', language: 'es', logsDir }).text()
    expect(html).toContain('<a href="/console">Intentar de nuevo (F5)</a>')
    expect(html).toContain('&#60;Ana &#38; Luis&#62;')
    expect(html).not.toContain('http-equiv')
  })

  it('tells guests nothing but to wait, and tries again by itself', async () => {
    const html = await crashPage({ role: 'kiosk', language: 'en', logsDir }).text()
    expect(html).toContain('One moment, please')
    expect(html).toContain('content="20;url=/kiosk"')
    expect(html).not.toContain('logs')
  })

  it('allows its own style alone', async () => {
    const page = crashPage({ role: 'console', language: 'en', logsDir })
    const policy = page.headers.get('content-security-policy')
    const style = /<style>([^]*)<\/style>/.exec(await page.text())?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'`)
  })
})
