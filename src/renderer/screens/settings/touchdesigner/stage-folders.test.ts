import { expect, test } from 'vitest'
import { stagesWith } from './stage-folders'

const one = { name: 'Stage 1', remoteFolder: 'E:\\Photocall' }

test('a machine has one folder, whatever letters its name is written in', () => {
  expect(stagesWith([], { ...one, remoteFolder: ' E:\\Photocall ' })).toEqual([one])
  expect(stagesWith([one], { name: 'STAGE 1', remoteFolder: 'F:\\' })).toEqual([
    { name: 'STAGE 1', remoteFolder: 'F:\\' },
  ])
})

test('an emptied folder takes the machine off the list, and leaves the others', () => {
  const other = { name: 'Stage 2', remoteFolder: '/Volumes/Photocall' }
  expect(stagesWith([one, other], { name: 'Stage 1', remoteFolder: '  ' })).toEqual([other])
})
