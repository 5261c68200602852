import { expect, test } from 'vitest'
import { createGroupCommit } from './group-commit'
import { openDatabase } from './sqlite'

function scene() {
  const database = openDatabase(':memory:')
  database.run('CREATE TABLE words (word TEXT PRIMARY KEY)')
  let commits = 0
  const transaction = <T>(work: () => T): T => {
    const value = database.transaction(work)
    commits++
    return value
  }
  const commit = createGroupCommit({ transaction })
  const put = (word: string) => commit(() => database.run('INSERT INTO words VALUES (:word)', { word }))
  const words = () => database.all('SELECT word FROM words ORDER BY word').map(({ word }) => word)
  return { put, words, commits: () => commits }
}

test('what is written in the same moment is one commit, and is there when it resolves', async () => {
  const { put, words, commits } = scene()
  await Promise.all([put('a'), put('b'), put('c')])
  expect(words()).toEqual(['a', 'b', 'c'])
  expect(commits()).toBe(1)
  await put('d')
  expect(commits()).toBe(2)
})

test('one that cannot be written takes no other with it', async () => {
  const { put, words } = scene()
  const outcomes = await Promise.allSettled([put('a'), put('a'), put('b')])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(words()).toEqual(['a', 'b'])
})

test('a single one that fails says why', async () => {
  const { put } = scene()
  await put('a')
  await expect(put('a')).rejects.toThrow(/UNIQUE/)
})
