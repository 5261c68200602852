import { settings } from '../../src/contract/settings'
import type { Scene } from './booth'
import { clockNotice, manyEvents } from './events'
import { captures, comfyScene, failedJob, jobIn, savedJobs, scene, styles, waitingJobs, working } from './scene-parts'
import { inventedServers, warmUps } from './servers'
import { handedTo, shares } from './shares'
import { touchdesignerScenes } from './touchdesigner'

/** States worth looking at, by name. */
export const scenes = {
  empty: () =>
    scene([], [], {
      app: { ...scene([], []).state.app, demo: false, pinSet: false, lanUrls: [] },
      settings: settings.parse({}),
    }),
  clock: () => scene(savedJobs(201, 20), captures(60), { notices: [clockNotice] }),
  busy: () =>
    scene(
      [...working(), ...waitingJobs(215, 4), failedJob(209, 300_000), failedJob(202, 600_000), ...savedJobs(201, 60)],
      captures(340),
    ),
  many: () => scene([...working(), ...waitingJobs(220, 200), ...savedJobs(201, 60)], captures(20_000, 9000)),
  failed: () =>
    scene(
      [
        ...Array.from({ length: 40 }, (_, i) => failedJob(200 - i, 60_000 + i * 30_000)),
        ...waitingJobs(215, 3),
        ...savedJobs(150, 20),
      ],
      captures(40),
      {
        backends: [
          {
            name: 'builtin',
            status: 'unavailable',
            busySlots: 0,
            slots: 1,
            reason: { code: 'backend_unavailable', message: 'Down.', hint: 'Start it.' },
          },
        ],
      },
    ),
  away: () =>
    scene(
      [
        ...[301, 302, 303].map((number) => jobIn('saving', number, 30_000, { waitsForShare: true, progress: 1 })),
        ...savedJobs(300, 12),
      ],
      captures(60),
      { share: shares.away },
    ),
  full: () => scene(savedJobs(300, 12), captures(60), { share: shares.full }),
  slow: () => scene(savedJobs(300, 12), captures(60), { share: shares.slow }),
  drive: () => {
    const jobs = [...working(), ...savedJobs(201, 30).map((job) => ({ ...job, handedTo }))]
    return scene(
      jobs,
      captures(60).map((capture) => ({ ...capture, handedTo })),
      { share: shares.drive },
    )
  },
  paused: () =>
    scene([...working().slice(1), ...waitingJobs(215, 3), ...savedJobs(201, 12)], captures(80), {
      queue: {
        paused: true,
        draining: true,
        inHand: 2,
        waiting: 3,
        failed: 0,
        savedToday: 12,
        blocked: { code: 'paused', message: 'The queue is paused.', hint: 'Press Resume.' },
      },
    }),
  long: () => {
    const title = {
      en: 'Hand-painted renaissance fresco with gold leaf',
      es: 'Fresco renacentista pintado a mano con pan de oro',
    }
    const whole = scene(
      [...working(), ...waitingJobs(215, 2), failedJob(209, 1000), ...savedJobs(201, 9)],
      captures(90),
    )
    return {
      ...whole,
      state: {
        ...whole.state,
        styles: styles.map((style) => ({ ...style, title })),
        brokenStyles: [
          {
            name: 'neon-city',
            error: {
              code: 'style_broken' as const,
              message: 'style.json: defaults.strength: expected a number, received "very much".',
              hint: 'Correct the file and start again.',
            },
          },
        ],
        settings: settings.parse({
          ...whole.state.settings,
          events: manyEvents,
        }),
      },
    }
  },
  servers: () => comfyScene(inventedServers.two, warmUps.none),
  'servers-mixed': () => comfyScene(inventedServers.mixed, warmUps.none),
  'servers-down': () => comfyScene(inventedServers.down, warmUps.failed),
  'servers-fixed': () => comfyScene(inventedServers.two, warmUps.none, ['comfyui.servers']),
  warming: () => comfyScene(inventedServers.two, warmUps.running),
  warmed: () => comfyScene(inventedServers.two, warmUps.warm),
  'td-machines': touchdesignerScenes.machines,
  'td-occupied': touchdesignerScenes.occupied,
  'td-nobody': touchdesignerScenes.nobody,
  lost: () => scene([...working(), ...waitingJobs(215, 4), ...savedJobs(201, 20)], captures(120)),
} satisfies Record<string, () => Scene>

export type SceneName = keyof typeof scenes
