import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { importRules, reasonAgainst } from './import-rules.mjs'

const value = (file, specifier) => reasonAgainst({ file, specifier, typeOnly: false })
const type = (file, specifier) => reasonAgainst({ file, specifier, typeOnly: true })

describe('who may import whom', () => {
  it.each([
    ['src/contract/job.ts', 'zod'],
    ['src/main/lib/clock.ts', 'node:timers'],
    ['src/main/jobs/queue.ts', '../../contract/job'],
    ['src/main/jobs/queue.ts', '../lib/clock'],
    ['src/main/jobs/queue.ts', './journal'],
    ['src/main/backends/backends.ts', '../builtin/builtin'],
    ['src/main/images/image-child.ts', '../builtin/draw'],
    ['src/main/http/server.ts', 'hono'],
    ['src/main/core.ts', './jobs/queue'],
    ['src/main/commands.ts', './share/share'],
    ['src/main/electron/windows.ts', 'electron'],
    ['src/main/electron/ipc.ts', '../core'],
    ['src/main/index.ts', './electron/app'],
    ['src/preload/index.ts', 'electron'],
    ['src/renderer/App.tsx', './screens/live/LiveScreen'],
    ['src/renderer/screens/live/LiveScreen.tsx', '../../connection/client'],
    ['src/renderer/screens/live/LiveScreen.tsx', './Countdown'],
    ['src/main/jobs/queue.test.ts', '../share/share'],
    ['src/renderer/ui/Button.test.tsx', '../../../td/protocol/messages.json'],
  ])('%s may import %s', (file, specifier) => {
    expect(value(file, specifier)).toBeNull()
  })

  it.each([
    ['src/contract/job.ts', 'node:fs'],
    ['src/contract/job.ts', 'hono'],
    ['src/contract/job.ts', '../main/core'],
    ['src/main/lib/clock.ts', '../jobs/queue'],
    ['src/main/jobs/queue.ts', '../share/share'],
    ['src/main/images/images.ts', '../builtin/draw'],
    ['src/main/jobs/queue.ts', '../core'],
    ['src/main/jobs/queue.ts', 'electron'],
    ['src/main/jobs/queue.ts', 'hono'],
    ['src/main/jobs/queue.test.ts', 'electron'],
    ['src/main/jobs/queue.ts', '../electron/windows'],
    ['src/main/http/server.ts', '../jobs/queue'],
    ['src/main/http/server.ts', 'electron'],
    ['src/main/core.ts', 'electron'],
    ['src/main/cli.ts', 'electron'],
    ['src/main/core.ts', './electron/windows'],
    ['src/main/electron/ipc.ts', '../jobs/queue'],
    ['src/preload/index.ts', 'zod'],
    ['src/preload/index.ts', '../main/core'],
    ['src/renderer/App.tsx', 'electron'],
    ['src/renderer/App.tsx', 'node:fs'],
    ['src/renderer/App.tsx', '../main/core'],
    ['src/renderer/App.tsx', '../../td/protocol/messages.json'],
    ['src/renderer/screens/live/LiveScreen.tsx', '../gallery/GalleryScreen'],
    ['src/renderer/ui/Button.tsx', '../connection/client'],
    ['src/renderer/ui/Button.tsx', '../screens/live/LiveScreen'],
  ])('%s may not import %s', (file, specifier) => {
    expect(value(file, specifier)).toBeTypeOf('string')
  })

  it('lets a feature name the types of another, but never those of electron', () => {
    expect(type('src/main/jobs/queue.ts', '../share/share')).toBeNull()
    expect(type('src/main/jobs/queue.ts', 'electron')).toBeTypeOf('string')
    expect(type('src/renderer/App.tsx', '../main/core')).toBeTypeOf('string')
  })
})

describe('the rule inside ESLint', () => {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: {
      plugins: { photocall: { rules: { imports: importRules } } },
      rules: { 'photocall/imports': 'error' },
    },
  })
  const messagesFor = async (filePath, code) => (await eslint.lintText(code, { filePath }))[0].messages

  it.each([
    ['an import', `import { share } from '../share/share'`],
    ['a re-export', `export { share } from '../share/share'`],
    ['a re-export of everything', `export * from '../share/share'`],
    ['a dynamic import', `import('../share/share')`],
    ['a require', `require('../share/share')`],
  ])('sees %s', async (_name, code) => {
    const messages = await messagesFor('src/main/jobs/queue.js', code)
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['photocall/imports'])
  })

  it('says what to do instead', async () => {
    const [message] = await messagesFor('src/main/jobs/queue.js', `import { share } from '../share/share'`)
    expect(message.message).toContain('take the value as a dependency')
  })
})

describe("the project's own configuration", () => {
  const rulesFor = async (file) => (await new ESLint().calculateConfigForFile(file)).rules['photocall/imports']

  it.each(['src/main/jobs/queue.ts', 'src/contract/job.ts', 'src/renderer/App.tsx', 'src/preload/index.ts'])(
    'turns the rule on for %s',
    async (file) => {
      expect((await rulesFor(file))[0]).toBe(2)
    },
  )
})
