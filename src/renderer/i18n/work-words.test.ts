import { expect, test } from 'vitest'
import { exampleJob } from '../../contract/testing/state-example'
import { createI18n } from './i18n'
import { isServerAwaited, workWords } from './work-words'

const { t } = createI18n('en')

test('says node, step, server and what was cached, as far as it is known', () => {
  const job = exampleJob(1, { backend: 'comfyui', node: 'KSampler', step: 9, maxSteps: 20, server: 'Backstage' })
  expect(workWords(t, job)).toEqual(['KSampler', 'step 9 of 20', 'on Backstage'])
  expect(workWords(t, { ...job, step: 0, maxSteps: 0, cachedNodes: 1 })).toEqual([
    'KSampler',
    'on Backstage',
    '1 node was cached',
  ])
  expect(workWords(t, { ...job, node: '', step: 0, maxSteps: 0, server: '' })).toEqual([])
  expect(workWords(t, { ...job, backend: 'builtin' })).toEqual([])
})

test('a job waits for a server while none of its own kind works', () => {
  const down = { name: 'comfyui' as const, status: 'unavailable' as const, busySlots: 0, slots: 2, reason: null }
  const job = exampleJob(1, { backend: 'comfyui', state: 'queued' })
  expect(isServerAwaited(job, [down])).toBe(true)
  expect(isServerAwaited({ ...job, state: 'generating' }, [down])).toBe(true)
  expect(isServerAwaited({ ...job, state: 'saving' }, [down])).toBe(false)
  const builtin = { ...down, name: 'builtin' as const }
  expect(isServerAwaited({ ...job, backend: 'builtin' }, [down, builtin])).toBe(false)
  expect(isServerAwaited(job, [{ ...down, status: 'ready' }])).toBe(false)
})
