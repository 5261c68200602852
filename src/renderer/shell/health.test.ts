import { expect, test } from 'vitest'
import type { ServerView } from '../../contract/server'
import { createI18n } from '../i18n/i18n'
import { serversHealth } from './health'

const { t } = createI18n('en')

function server(name: string, status: ServerView['status']): ServerView {
  const reason = { code: 'server_unreachable' as const, message: 'm', hint: 'h', params: { server: name } }
  return {
    ...{ id: name.toLowerCase(), name, url: `http://${name}:8188`, status, version: '', devices: [], latencyMs: null },
    ...{ reason: status === 'aside' ? reason : null, retryAtMs: null, queueLength: 0, ownJobs: 0, slots: 1 },
    ...{ headerNames: [], canRestart: false, warmStyles: [] },
  }
}

const health = (statuses: ServerView['status'][], busySlots = 0) => {
  const servers = statuses.map((status, place) => server(`S${place + 1}`, status))
  return serversHealth(t, servers, { name: 'comfyui', status: 'ready', busySlots, slots: 2, reason: null })
}

test('the strip counts the servers that take jobs, of those in use', () => {
  expect(health(['ready', 'ready'])).toMatchObject({ level: 'ready', words: 'ComfyUI 2/2' })
  expect(health(['ready', 'ready'], 1)).toMatchObject({ level: 'busy', words: 'ComfyUI 2/2' })
  expect(health(['ready', 'aside', 'off'], 1)).toMatchObject({ level: 'attention', words: 'ComfyUI 1/2' })
  expect(health(['aside', 'aside'])).toMatchObject({ level: 'broken', words: 'ComfyUI 0/2' })
})

test('right after the start nobody knows yet, which is no fault', () => {
  expect(health(['checking', 'aside'])).toMatchObject({ level: 'busy', words: 'Looking for ComfyUI' })
  expect(health(['checking', 'ready'])).toMatchObject({ level: 'busy', words: 'ComfyUI 1/2' })
})

test('who looks closer reads each server by name, with why it is set aside', () => {
  expect(health(['ready', 'aside', 'off']).detail).toBe('S1: Idle\nS2: S2 does not answer')
})
