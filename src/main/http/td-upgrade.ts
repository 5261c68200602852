import { addresses } from '../../contract/addresses'
import type { TdDoor } from '../td/td-link'
import type { TdPeer } from '../td/td-socket'
import { createAdmission, type AdmissionDeps } from './admission'
import { plainAddress } from './hosts'
import type { RateLimit } from './rate-limit'
import { refusalText } from './refusal'
import { createSockets, type UpgradeRoute } from './upgrade-route'
import type { WaitingRoom } from './waiting-room'

export interface TdUpgradeDeps extends AdmissionDeps {
  td: TdDoor
  waiting: WaitingRoom
  /** Counts the wrong tokens of hellos with those of requests. */
  limit: Pick<RateLimit, 'mayGuess' | 'guessed'>
}

/** Where TouchDesigner comes in: `/td`, and `/` for whoever sends no Origin, as browsers do. */
export function createTdRoute(deps: TdUpgradeDeps): UpgradeRoute {
  const { td, waiting, limit } = deps

  /** Only who is from beyond shows a token in its hello. */
  function guessesOf(address: string): TdPeer['guesses'] {
    const sender = { address, isHere: false }
    return { waitMs: () => limit.mayGuess(sender), wrong: () => limit.guessed(sender) }
  }

  return {
    sockets: createSockets(td.frameLimitBytes),
    judge({ request, url, access }) {
      const isPage = request.headers.origin !== undefined
      if (url.pathname !== addresses.td && (url.pathname !== '/' || isPage)) return null
      if (isPage) return { status: 403, message: 'A page is no TouchDesigner.' }
      if (access.role !== null && access.role !== 'program') return { status: 403, message: refusalText.role }
      const isTrusted = access.by !== 'hello'
      const address = plainAddress(request.socket.remoteAddress ?? '')
      if (!isTrusted && !waiting.hasRoom(address)) return { status: 503, message: 'Too many wait to say hello.' }
      return (socket, connection) => {
        const onHello = isTrusted ? () => undefined : waiting.enter(connection, address)
        const isStillAdmitted = createAdmission(request, access, 'td', deps)
        td.accept(socket, { address, isTrusted, onHello, isStillAdmitted, guesses: guessesOf(address) })
      }
    },
  }
}
