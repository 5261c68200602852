import type { Clock } from '../lib/clock'

/** What may come at once, and how fast it comes back. */
export interface Allowance {
  burst: number
  perSec: number
}

/** A loop or a benchmark on this machine never meets it; a loop gone mad costs no more than a core. */
const here: Allowance = { burst: 40_000, perSec: 20_000 }
/** A client that asks for its job every half second uses a twenty-fifth. */
const ofKey: Allowance = { burst: 200, perSec: 50 }
/** Several clients may stand behind one address. */
const ofPeer: Allowance = { burst: 800, perSec: 200 }
/** A script with a token of yesterday asks on and on, and must not keep the right ones out. */
const guessesHere: Allowance = { burst: 100, perSec: 20 }
const guessesOfPeer: Allowance = { burst: 10, perSec: 1 / 6 }

/** Buckets that are remembered; each is some 200 bytes. */
const bucketLimit = 10_000

export interface Sender {
  /** The peer's address, plain. */
  address: string
  /** A program of this machine, and no proxy. */
  isHere: boolean
}

/** Counts what each key and each address asks; all answers are milliseconds to wait, 0 for none. */
export interface RateLimit {
  /** Takes one from the address, and from the key where the request has one (refused ones have none). */
  request(sender: Sender, key: string | null): number
  /** Whether this address has guessed so much that no token of it is looked at; takes nothing. */
  mayGuess(sender: Sender): number
  guessed(sender: Sender): void
}

/** In memory alone and bounded: beyond ten thousand buckets the one that was not used for longest is forgotten, which makes it full. */
export function createRateLimit({ clock }: { clock: Pick<Clock, 'monotonicMs'> }): RateLimit {
  const requests = createBuckets(clock)
  // apart, so that a flood of addresses cannot make anybody's guesses forgotten that does not guess as well
  const guesses = createBuckets(clock)
  const guessAllowance = ({ isHere }: Sender) => (isHere ? guessesHere : guessesOfPeer)

  return {
    request(sender, key) {
      const { address, isHere } = sender
      const place = isHere ? 'here' : 'beyond'
      const ofAddress = requests.take(`${place} address ${address}`, isHere ? here : ofPeer)
      if (ofAddress > 0 || key === null) return ofAddress
      return requests.take(`${place} key ${key}`, isHere ? here : ofKey)
    },
    mayGuess: (sender) => guesses.look(nameOf(sender), guessAllowance(sender)),
    guessed: (sender) => void guesses.take(nameOf(sender), guessAllowance(sender)),
  }
}

const nameOf = ({ address, isHere }: Sender): string => `${isHere ? 'here' : 'beyond'} ${address}`

interface Bucket {
  level: number
  atMs: number
}

export interface Buckets {
  /** Takes one; milliseconds until there is one, and nothing taken, where it is empty. */
  take(name: string, allowance: Allowance): number
  look(name: string, allowance: Allowance): number
  size(): number
}

export function createBuckets(clock: Pick<Clock, 'monotonicMs'>, limit = bucketLimit): Buckets {
  // A Map keeps the order of insertion: whatever is used goes to the end, so the first is the least used.
  const buckets = new Map<string, Bucket>()

  function refilled(name: string, { burst, perSec }: Allowance): Bucket {
    const atMs = clock.monotonicMs()
    const known = buckets.get(name)
    if (!known) return { level: burst, atMs }
    known.level = Math.min(burst, known.level + ((atMs - known.atMs) / 1000) * perSec)
    known.atMs = atMs
    return known
  }

  function keep(name: string, bucket: Bucket): void {
    buckets.delete(name)
    buckets.set(name, bucket)
    if (buckets.size <= limit) return
    const [oldest] = buckets.keys()
    if (oldest !== undefined) buckets.delete(oldest)
  }

  const waitMs = ({ level }: Bucket, { perSec }: Allowance): number => (level >= 1 ? 0 : ((1 - level) / perSec) * 1000)

  return {
    take(name, allowance) {
      const bucket = refilled(name, allowance)
      const wait = waitMs(bucket, allowance)
      if (wait === 0) bucket.level -= 1
      keep(name, bucket)
      return wait
    },
    look: (name, allowance) => waitMs(refilled(name, allowance), allowance),
    size: () => buckets.size,
  }
}
