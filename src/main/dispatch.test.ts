import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands, type CommandName } from '../contract/commands'
import { AppError } from '../contract/errors'
import { createDispatch, type Caller, type Handlers } from './dispatch'
import { silentLog } from './lib/log'

const names = Object.keys(commands) as CommandName[]

function dispatchTo(handler: () => unknown) {
  const handlers = Object.fromEntries(names.map((name) => [name, handler])) as unknown as Handlers
  return createDispatch({ handlers, log: silentLog })
}

const roles = ['console', 'kiosk', 'tablet', 'program'] as const
const callerOf = (role: Caller['role']): Caller => ({ role, clientId: null })

test('each role may ask for its own commands and is refused all others, before anything runs', async () => {
  let calls = 0
  const dispatch = dispatchTo(() => calls++)
  for (const name of names) {
    for (const role of roles.filter((one) => !(commands[name].who as readonly string[]).includes(one))) {
      await expect(dispatch(callerOf(role), name, {})).rejects.toMatchObject({ code: 'not_allowed' })
    }
  }
  expect(calls).toBe(0)
})

test('the kiosk may press, cancel its countdown, look after the camera and be left: nothing more', () => {
  const allowed = names.filter((name) => (commands[name].who as readonly string[]).includes('kiosk'))
  expect(allowed.sort()).toEqual([
    'camera.report',
    'camera.shotFailed',
    'capture.cancelCountdown',
    'capture.press',
    'kiosk.leave',
  ])
})

test('whatever is asked, by name or input, is answered with a named refusal or reaches the handler parsed', async () => {
  const dispatch = dispatchTo(() => ({}))
  const anyName = fc.oneof(fc.constantFrom<string>(...names), fc.string(), fc.constantFrom('__proto__', 'constructor'))
  await fc.assert(
    fc.asyncProperty(anyName, fc.anything(), fc.constantFrom(...roles), async (name, input, role) => {
      await dispatch(callerOf(role), name, input).catch((error: unknown) => {
        // an output that the contract does not know is our own mistake here: the handler gives {} for everything
        const refusals = ['unknown_command', 'not_allowed', 'invalid_input', 'internal']
        if (error instanceof AppError) expect(refusals).toContain(error.code)
        else expect((error as Error).name).toBe('ZodError')
      })
    }),
    { numRuns: 500 },
  )
})

test('what goes wrong unexpectedly is told to operators, and to guests without its words', async () => {
  const dispatch = dispatchTo(() => {
    throw new Error('ENOENT: /home/somebody/secret')
  })
  const input = { source: 'webcam' }
  await expect(dispatch(callerOf('console'), 'capture.press', input)).rejects.toThrow('ENOENT')
  await expect(dispatch(callerOf('kiosk'), 'capture.press', input)).rejects.toMatchObject({
    code: 'internal',
    message: 'Something went wrong.',
  })
})

test('an error names the field that is wrong', async () => {
  const dispatch = dispatchTo(() => ({}))
  await expect(dispatch(callerOf('console'), 'jobs.cancel', { jobId: '../x' })).rejects.toMatchObject({
    code: 'invalid_input',
    params: { field: 'jobId' },
  })
})

test('a named token lets nobody in and sees nobody who may: what it makes would outlive it', async () => {
  const dispatch = dispatchTo(() => ({}))
  const admitting = names.filter((name) => 'admits' in commands[name])
  expect(admitting.sort()).toEqual([
    'canvas.openRoom',
    'pairing.create',
    'pairing.list',
    'pairing.revoke',
    'tokens.create',
    'tokens.list',
    'tokens.revoke',
  ])
  for (const name of admitting) {
    await expect(dispatch({ ...callerOf('program'), tokenId: '7' }, name, {})).rejects.toMatchObject({
      code: 'not_allowed',
    })
  }
  await expect(dispatch({ ...callerOf('program'), tokenId: '7' }, 'queue.pause', {})).resolves.toEqual({})
})
