import { settings } from '../../src/contract/settings'
import type { TdMachineView, TdView } from '../../src/contract/touchdesigner'
import { exampleId } from '../../src/contract/testing/state-example'
import type { Scene } from './booth'
import { captures, savedJobs, scene } from './scene-parts'

const scripts: TdMachineView = {
  id: 'stage:stage 1',
  name: 'Stage 1',
  address: '127.0.0.1',
  saidHello: true,
  standing: 'active',
  connected: true,
  connectedAtMs: Date.now() - 3_600_000,
  state: 'generating',
  checks: [
    { name: 'component', ok: true, detail: '/project1/ComfyTD' },
    { name: 'output', ok: true, detail: '/project1/null2' },
    { name: 'preview', ok: false, detail: 'No TOP is named.' },
  ],
  version: '1.0.0',
  build: '2025.32280',
  trouble: null,
}

const plain: TdMachineView = {
  ...scripts,
  id: 'address:192.168.1.31',
  name: '192.168.1.31',
  address: '192.168.1.31',
  saidHello: false,
  standing: 'standby',
  state: null,
  checks: [],
  version: '',
  build: '',
  trouble: { message: 'The drive E: is nearly full.', code: null, params: {} },
}

function boothWith(touchdesigner: TdView): Scene {
  const { state } = scene([], [])
  return scene(savedJobs(201, 20), captures(60), {
    touchdesigner,
    settings: settings.parse({
      capture: { source: 'touchdesigner' },
      events: state.settings.events,
      activeEvent: state.settings.activeEvent,
    }),
  })
}

/** How it may stand with TouchDesigner. */
export const touchdesignerScenes = {
  machines: () =>
    boothWith({
      machines: [scripts, plain],
      stage: { state: 'working', jobId: exampleId(201) },
      previewRuns: false,
      reason: null,
    }),
  occupied: () =>
    boothWith({
      machines: [{ ...scripts, state: 'idle' }],
      stage: { state: 'occupied', jobId: exampleId(201) },
      previewRuns: false,
      reason: { code: 'td_occupied', message: '', hint: '' },
    }),
  nobody: () =>
    boothWith({
      machines: [],
      stage: { state: 'free', jobId: exampleId(201) },
      previewRuns: false,
      reason: { code: 'td_absent', message: '', hint: '' },
    }),
}
