import { expect, test } from 'vitest'
import { withToast, type ShownToast, type ToastMessage } from './toast-list'

const shown = (...messages: Partial<ToastMessage>[]) =>
  messages.reduce<ShownToast[]>(
    (before, message, id) => withToast(before, { level: 'ready', title: `Message ${id}`, ...message, id }),
    [],
  )
const ids = (toasts: readonly ShownToast[]) => toasts.map(({ id }) => id)

test('the newest four are shown, and one that says the same takes the place of the one before', () => {
  expect(ids(shown({}, {}, {}, {}, {}))).toEqual([1, 2, 3, 4])
  expect(ids(shown({ title: 'Saved' }, {}, { title: 'Saved' }))).toEqual([1, 2])
})

test('a newer message takes the place of every older one of its topic, and of no other', () => {
  const saved = { title: 'Saved', topic: 'settings' }
  const removed = { title: 'Server removed', topic: 'settings' }
  expect(ids(shown(saved, { title: 'Picture rejected' }, removed))).toEqual([1, 2])
  expect(ids(shown(saved, removed, { title: 'Picture rejected' }))).toEqual([1, 2])
})
