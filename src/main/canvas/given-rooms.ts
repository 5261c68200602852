import { roomNameOf } from '../../contract/canvas-protocol'
import type { GuessBrake } from './guess-brake'
import type { RoomCodes } from './room-codes'

/** Whether somebody from beyond names a room whose code was given out; whoever tries many finds none for a while. */
export type IsGivenRoom = (asked: string | null, address: string) => boolean

export function createIsGivenRoom(codes: Pick<RoomCodes, 'has'>, guesses: GuessBrake): IsGivenRoom {
  return (asked, address) => {
    const name = roomNameOf(asked)
    if (name === null || !guesses.mayAsk(address)) return false
    const isGiven = codes.has(name)
    if (!isGiven) guesses.wrong(address)
    return isGiven
  }
}

/** The same brake for TouchDesigner's token in a hello; one that shows none has not guessed. */
export function createIsTokenBraked(
  isToken: (token: string) => boolean,
  guesses: GuessBrake,
): (token: string, address: string) => boolean {
  return (token, address) => {
    if (token === '' || !guesses.mayAsk(address)) return false
    const isRight = isToken(token)
    if (!isRight) guesses.wrong(address)
    return isRight
  }
}
