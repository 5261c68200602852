import { setMaxListeners } from 'node:events'
import { AppError } from '../../contract/errors'
import type { WatchedShare } from './create-share'
import type { FoundFile, SavedFile, SaveRequest } from './share'
import { isSilent } from './share-reasons'

/** A share whose folder can be changed while files wait for it: they go to the new one. */
export interface SwitchingShare extends WatchedShare {
  /** Nothing happens for the folder that is in use. */
  switchTo(dir: string): void
  /** It stands at this folder and does not answer: every call on it would hold a thread of the program. */
  hangs(root: string): boolean
  /** Looks at the folder in use as if it had just been chosen: what stands there now is meant. */
  adopt(): void
}

export function createSwitchingShare(deps: {
  dir: string
  open: (dir: string, isChosenNow: boolean) => WatchedShare
}): SwitchingShare {
  const changeListeners: (() => void)[] = []
  const foundListeners: ((file: FoundFile) => void)[] = []
  const removedListeners: ((name: string) => void)[] = []
  let dir = deps.dir
  let isClose = false
  let current = start(dir, false)
  let left = waitedForByMany()

  function start(root: string, isChosenNow: boolean): WatchedShare {
    const share = deps.open(root, isChosenNow)
    share.onChange(() => share === current && changeListeners.forEach((listen) => listen()))
    share.onFound((file) => share === current && foundListeners.forEach((listen) => listen(file)))
    share.onRemoved((name) => share === current && removedListeners.forEach((listen) => listen(name)))
    return share
  }

  async function save(request: SaveRequest): Promise<SavedFile> {
    let { name } = request
    for (;;) {
      const tried = current
      const either = eitherOf(request.signal, left.signal)
      try {
        return await tried.save({ ...request, name, signal: either.signal })
      } catch (error) {
        if (tried === current || request.signal.aborted) throw error
        // the folder was changed meanwhile: a name of the old one means nothing in the new one
        name = null
      } finally {
        either.abort()
      }
    }
  }

  function choose(next: string): void {
    dir = next
    const old = current
    const leave = left
    left = waitedForByMany()
    current = start(next, true)
    if (isClose) current.watchClosely(true)
    leave.abort(new AppError('share_away', 'Another folder was chosen.', 'The picture goes there.'))
    void old.close()
    changeListeners.forEach((listen) => listen())
  }

  return {
    view: () => current.view(),
    onChange: (listen) => void changeListeners.push(listen),
    onFound: (listen) => void foundListeners.push(listen),
    onRemoved: (listen) => void removedListeners.push(listen),
    save,
    resolve: (name) => current.resolve(name),
    hangs: (root) => current.view().dir === root && isSilent(current.view()),
    check: () => current.check(),
    watchClosely(next) {
      if (next === isClose) return
      isClose = next
      current.watchClosely(isClose)
    },
    close: () => current.close(),
    switchTo(next) {
      if (next !== dir) choose(next)
    },
    adopt: () => choose(dir),
  }
}

/** Aborted with the first of the two, or by its user when it is needed no more; AbortSignal.any is not everywhere. */
function eitherOf(first: AbortSignal, second: AbortSignal): AbortController {
  const both = new AbortController()
  for (const signal of [first, second]) {
    if (signal.aborted) both.abort(signal.reason)
    else signal.addEventListener('abort', () => both.abort(signal.reason), { once: true, signal: both.signal })
  }
  return both
}

/** Hundreds of files may wait for one share: that many listeners are no leak. */
function waitedForByMany(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
