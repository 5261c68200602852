import { expect, test } from 'vitest'
import { boothEvent, faultOfEvents } from '../../../../contract/event'
import { folderProblem, typedFolder } from './folder-problem'

const event = (id: string, folder: string) => boothEvent.parse({ id, folder })
const events = [event('first', ''), event('wedding', 'Boda Ana'), event('fair', '2026/Feria')]

test('a folder is taken as people type it', () => {
  expect(typedFolder(' \\2026\\Boda Ana\\ ')).toBe('2026/Boda Ana')
  expect(typedFolder('/')).toBe('')
})

test('names that no share takes are told apart from those that another event has', () => {
  expect(folderProblem(events, 'wedding', 'Boda: Ana')).toEqual({ kind: 'form' })
  expect(folderProblem(events, 'wedding', 'a/b/c/d')).toEqual({ kind: 'form' })
  expect(folderProblem(events, 'first', 'boda ana')).toMatchObject({ kind: 'taken', by: { id: 'wedding' } })
  expect(folderProblem(events, 'wedding', '2026/Feria/Stand')).toMatchObject({ kind: 'taken', by: { id: 'fair' } })
  expect(folderProblem(events, 'wedding', '')).toMatchObject({ kind: 'taken', by: { id: 'first' } })
})

test.each(['2026', '2026/Feria', 'Boda', 'Boda Ana', 'Feria', '', 'BODA ANA/x'])(
  'says of "%s" what the core would say',
  (folder) => {
    const others = events.map((one) => (one.id === 'first' ? { ...one, folder } : one))
    expect(folderProblem(events, 'first', folder) === null).toBe(faultOfEvents(others, 'first') === null)
  },
)
