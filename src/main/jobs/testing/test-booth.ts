import { mkdtempSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShareView } from '../../../contract/app-state'
import { AppError, type ErrorFacts } from '../../../contract/errors'
import type { SourceName } from '../../../contract/job'
import { settings as settingsShape, type Settings } from '../../../contract/settings'
import type { BackendName } from '../../../contract/style'
import type { Backend, GeneratedFile, GenerateHooks, GenerateRequest } from '../../backends/backend'
import { createCaptureIndex } from '../../captures/capture-index'
import type { Images } from '../../images/images'
import { createManualClock, type ManualClock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import { migrate, openDatabase } from '../../lib/sqlite'
import { createErasures } from '../../retention/erasures'
import type { SavedFile, SaveRequest, Share } from '../../share/share'
import type { Source, TakenPicture, TakeRequest } from '../../sources/source'
import type { Styles } from '../../styles/styles'
import { exampleStyle } from '../../styles/testing/example-style'
import { openDataFolder } from '../data-folder'
import { createJobBoard } from '../job-board'
import { createJournal } from '../journal'
import { createKeptOutputs } from '../kept-outputs'
import { createLine } from '../line'
import { createOriginals } from '../originals'
import { createQueue } from '../queue'
import { createReplayRecords } from '../replay-records'
import { createSaving } from '../saving'
import { migrations } from '../schema'
import { createShooting } from '../shooting'
import { createSidecars } from '../sidecars'

/** A request that a test answers by hand. */
export interface Pending<Asked, Answer> {
  asked: Asked
  resolve(answer: Answer): void
  reject(error: unknown): void
}

function pendingList<Asked, Answer>() {
  const list: Pending<Asked, Answer>[] = []
  return {
    list,
    ask: (asked: Asked) =>
      new Promise<Answer>((resolve, reject) => {
        list.push({ asked, resolve, reject })
      }),
  }
}

/** A text that begins with `picture` is one. */
export const imagesOfTests: Images = {
  async verify(path) {
    const text = await readFile(path, 'utf8')
    if (!text.startsWith('picture')) throw new AppError('picture_unreadable', 'Not a picture.', 'Take another.')
    return { mediaType: 'image/jpeg', widthPx: 4, heightPx: 3 }
  },
  verifyResult: async (path) => ({ ...(await imagesOfTests.verify(path)), durationMs: null }),
  thumbnail: () => Promise.reject(new Error('not used')),
  convert: () => Promise.reject(new Error('not used')),
  fit: () => Promise.reject(new Error('not used')),
  verifyOverlay: () => Promise.reject(new Error('not used')),
  compose: () => Promise.reject(new Error('not used')),
  render: () => Promise.reject(new Error('not used')),
  differ: () => Promise.reject(new Error('not used')),
  prove: () => Promise.reject(new Error('not used')),
  embedXmp: () => Promise.resolve(false),
  close: () => Promise.resolve(),
}

const style = exampleStyle({ name: 'pop-art' })

const ofWords = exampleStyle({
  name: 'words',
  backend: 'comfyui',
  defaults: { steps: 20, negative: 'blur' },
  takes: { picture: false, inputs: ['steps', 'negative'] },
})

const stylesOfTests: Styles = {
  all: () => [style, ofWords],
  get(name) {
    if (name === 'words') return ofWords
    if (name === 'pop-art' || name === 'neon') return { ...style, name }
    throw new AppError('style_unknown', `There is no style "${name}".`, 'Choose another.')
  },
  views: () => [],
  broken: () => [],
}

/**
 * The jobs feature on a real journal and real files, with camera, backend and share answered by the test.
 * Opening a second one on the same folder is what a restart after kill -9 is.
 */
export function createTestBooth({
  dir,
  clock = createManualClock(),
  slots = 1,
  settings = () => settingsShape.parse({}),
  openShare,
  images: changed = {},
  camera = {},
}: {
  dir?: string
  clock?: ManualClock
  slots?: number
  settings?: () => Settings
  /** A real one in place of the share that the test answers. */
  openShare?: (verify: Images['verifyResult']) => Share
  /** In place of what always succeeds. */
  images?: Partial<Images>
  /** In place of what the camera does. */
  camera?: Partial<Source>
} = {}) {
  const folder = openDataFolder(dir ?? mkdtempSync(join(tmpdir(), 'photocall-jobs-')))
  const database = openDatabase(folder.journal)
  migrate(database, folder.journal, migrations)
  const journal = createJournal({ database, clock })
  const captures = createCaptureIndex({ database })
  const erasures = createErasures({ database, captures, clock, agesFromMs: ({ pressedAtMs }) => pressedAtMs })
  const isErased = (jobId: string) => erasures.find(jobId) !== null
  const board = createJobBoard(clock, isErased)
  const takes = pendingList<TakeRequest, TakenPicture | null>()
  const generations = pendingList<{ request: GenerateRequest; hooks: GenerateHooks }, GeneratedFile[]>()
  const saves = pendingList<SaveRequest, SavedFile>()
  let cameraReady = true
  let refusal: ErrorFacts | null = null
  let shareStatus: ShareView['status'] = 'ready'
  const shareListeners: (() => void)[] = []

  const webcam: Source = {
    name: 'webcam',
    leadMs: 300,
    blocked: () => (cameraReady ? null : { code: 'no_camera', message: 'No camera.', hint: 'Plug one in.' }),
    take: takes.ask,
    ...camera,
  }
  const backendHears: ('hold' | 'go on')[] = []
  const backend: Backend = {
    name: 'builtin',
    hold: () => void backendHears.push('hold'),
    goOn: () => void backendHears.push('go on'),
    slots: () => slots,
    unavailable: () => null,
    generate: (request, hooks) =>
      Promise.race([
        generations.ask({ request, hooks }),
        new Promise<never>((_resolve, reject) => {
          hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason as Error))
        }),
      ]),
    close: () => Promise.resolve(),
  }
  const share: Share = openShare?.(imagesOfTests.verifyResult) ?? {
    view: () => ({
      dir: '/share',
      status: shareStatus,
      freeBytes: 1e9,
      waiting: 0,
      waitingBytes: 0,
      oldestWaitingAtMs: null,
      syncedBy: null,
      lacks: [],
      reason: null,
    }),
    onChange: (listen) => void shareListeners.push(listen),
    onFound: () => undefined,
    onRemoved: () => undefined,
    save: (request) => {
      request.recordName(request.name ?? `PhotoCall-${request.jobId}.jpg`)
      return Promise.race([
        saves.ask(request),
        new Promise<never>((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
        }),
      ])
    },
    resolve: (name) => join('/share', name),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }

  const records = createReplayRecords({ database })
  const sidecars = createSidecars({ folder, log: silentLog })
  const images = { ...imagesOfTests, ...changed }
  const originals = createOriginals({ folder, images, sidecars })
  const sources = new Map<SourceName, Source>([['webcam', webcam]])
  const backends = new Map<BackendName, Backend>([
    ['builtin', backend],
    ['comfyui', { ...backend, name: 'comfyui', hold: () => undefined, goOn: () => undefined }],
  ])
  const common = { journal, board, clock, log: silentLog, folder }
  const outputs = createKeptOutputs({ ...common, images })
  const saving = createSaving({
    ...common,
    outputs,
    images,
    share,
    captures,
    records,
    creatorTool: 'Photocall Console test',
    output: () => settings().share,
    overlayPath: () => null,
  })
  const line = createLine({
    ...common,
    styles: stylesOfTests,
    backends,
    onGenerated: saving.takeOver,
    whenUnavailable: () => 'wait',
  })
  const shooting = createShooting({ ...common, originals, sources, onTaken: () => line.wake() })
  const queue = createQueue({
    ...common,
    styles: stylesOfTests,
    sources,
    backends,
    originals,
    shooting,
    line,
    saving,
    isErased,
    settings,
    refusal: () => refusal,
  })

  async function incoming(text = 'picture'): Promise<string> {
    const path = join(folder.incoming, `${Math.random().toString(36).slice(2)}.part`)
    await writeFile(path, text)
    return path
  }

  return {
    folder,
    database,
    journal,
    board,
    clock,
    captures,
    erasures,
    records,
    outputs,
    originals,
    sidecars,
    share,
    images,
    queue,
    takes: takes.list,
    generations: generations.list,
    /** What the backend was told of the machine's sleep. */
    backendHears,
    saves: saves.list,
    incoming,
    /** As the disk guard does. */
    refuse: (reason: ErrorFacts | null) => (refusal = reason),
    unplugCamera: () => (cameraReady = false),
    setShare(status: ShareView['status']) {
      shareStatus = status
      shareListeners.forEach((listen) => listen())
    },
    /** Answers the oldest open generation with a picture made of the original. */
    async finishGeneration(place: number) {
      const { asked, resolve } = generations.list[place]!
      const path = join(asked.request.workDir, 'result.jpg')
      await copyFile(asked.request.originalPath, path)
      resolve([{ path, mediaType: 'image/jpeg' }])
    },
    /** What kill -9 leaves: the files as they are, nothing closed in order. */
    kill: () => database.close(),
  }
}
export type TestBooth = ReturnType<typeof createTestBooth>
