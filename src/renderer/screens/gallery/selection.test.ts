import { expect, test } from 'vitest'
import { chooseOne, chosenAtMost, extend, nothingChosen, settled, toggle } from './selection'

const spot = (place: number) => ({ id: `p${place}`, place })
const idAt = (place: number) => (place < 100 ? `p${place}` : null)

test('a plain choice is one alone', () => {
  expect([...chooseOne(spot(3)).chosen]).toEqual(['p3'])
})

test('toggling adds and takes away', () => {
  const two = toggle(chooseOne(spot(3)), spot(5))
  expect([...two.chosen]).toEqual(['p3', 'p5'])
  expect([...toggle(two, spot(3)).chosen]).toEqual(['p5'])
})

test('a range goes either way from where it began, and back', () => {
  const down = extend(chooseOne(spot(4)), spot(6), idAt)
  expect([...down.chosen]).toEqual(['p4', 'p5', 'p6'])
  expect([...extend(down, spot(2), idAt).chosen]).toEqual(['p2', 'p3', 'p4'])
})

test('a range leaves out what was not fetched', () => {
  expect(extend(chooseOne(spot(98)), spot(103), idAt).chosen.size).toBe(2)
})

test('no more are chosen than one command takes, those nearest to where the range began', () => {
  const every = (place: number) => `p${place}`
  const from = (place: number) => chooseOne(spot(place))
  const down = [...extend(from(10), spot(5000), every).chosen]
  expect([down.length, down[0], down.at(-1)]).toEqual([chosenAtMost, 'p10', `p${9 + chosenAtMost}`])
  const up = [...extend(from(5000), spot(10), every).chosen]
  expect([up.length, up.at(-1)]).toEqual([chosenAtMost, 'p5000'])
  const full = extend(from(0), spot(5000), every)
  expect(toggle(full, spot(6000)).chosen.size).toBe(chosenAtMost)
  expect(toggle(full, spot(3)).chosen.size).toBe(chosenAtMost - 1)
})

test('when the active picture moves, the selection follows it', () => {
  const after = settled(chooseOne(spot(3)), { total: 9, placeOf: () => 5, idAt })
  expect([after.active, [...after.chosen]]).toEqual([{ id: 'p3', place: 5 }, ['p3']])
})

test('when the active picture goes, the one that takes its place is active', () => {
  const after = settled(chooseOne(spot(3)), { total: 3, placeOf: () => null, idAt })
  expect(after.active).toEqual({ id: 'p2', place: 2 })
})

test('when the last picture goes, nothing is chosen', () => {
  expect(settled(chooseOne(spot(0)), { total: 0, placeOf: () => null, idAt: () => null })).toBe(nothingChosen)
})

test('when many chosen ones go together, nothing is chosen', () => {
  const many = extend(chooseOne(spot(2)), spot(4), idAt)
  expect(settled(many, { total: 9, placeOf: () => null, idAt }).chosen.size).toBe(0)
})
