import type { Duplex } from 'node:stream'

/** Connections from beyond that have not yet shown the token in their hello: few, and little is read of each. */
export interface WaitingRoom {
  hasRoom(address: string): boolean
  /** Until the returned function is called, or the connection ends. */
  enter(socket: Duplex, address: string): () => void
}

const limit = 8
const limitPerAddress = 2
/** A hello and the answers to what is said before it. */
const limitBytes = 64_000

export function createWaitingRoom(): WaitingRoom {
  const addresses = new Map<Duplex, string>()

  function enter(socket: Duplex, address: string): () => void {
    let readBytes = 0
    const count = (bytes: Buffer): void => {
      readBytes += bytes.length
      if (readBytes > limitBytes) socket.destroy()
    }
    const leave = (): void => {
      addresses.delete(socket)
      socket.off('data', count)
    }
    addresses.set(socket, address)
    socket.on('data', count)
    socket.once('close', leave)
    return leave
  }

  return {
    hasRoom: (address) =>
      addresses.size < limit && [...addresses.values()].filter((one) => one === address).length < limitPerAddress,
    enter,
  }
}
