/** What one version of the server does differently; measured, see the recordings in `recordings/`. */
export interface FakeProfile {
  version: string
  /** What `/system_stats` tells as its version; null: it tells none. */
  toldVersion: string | null
  /** `prompt_id` in POST /prompt. */
  promptId: 'ignored' | 'any' | 'uuid'
  /** `prompt_id` in POST /interrupt; where it is ignored, whatever runs is killed. */
  interruptById: boolean
  successEvent: boolean
  /** A full cache hit still tells `executed` of every output node. */
  executedWhenCached: boolean
  displayNode: boolean
  timestamps: boolean
  progressState: boolean
  previewMetadata: boolean
  historyMeta: boolean
  apiPrefix: boolean
  features: Record<string, unknown> | null
  jobsApi: boolean
  modelsRoute: boolean
  /** In refusals: `node_errors` as a list where it is empty, a missing prompt told as plain text. */
  looseErrors: boolean
  /** What a graph with an unknown node class is answered. */
  unknownNode: 'status-500' | 'invalid_prompt' | 'missing_node_type'
  /** An `Origin` other than the server's own is answered 403 on a loopback host. */
  checksOrigin: boolean
  checksFetchSite: boolean
  /** The same bytes under the same name keep their name. */
  uploadKnowsSameBytes: boolean
  websocketOutput: boolean
}

const march2024: FakeProfile = {
  version: '2024-03',
  toldVersion: null,
  promptId: 'ignored',
  interruptById: false,
  successEvent: false,
  executedWhenCached: false,
  displayNode: false,
  timestamps: false,
  progressState: false,
  previewMetadata: false,
  historyMeta: false,
  apiPrefix: false,
  features: null,
  jobsApi: false,
  modelsRoute: false,
  looseErrors: true,
  unknownNode: 'status-500',
  checksOrigin: false,
  checksFetchSite: false,
  uploadKnowsSameBytes: false,
  websocketOutput: false,
}

const september2024: FakeProfile = {
  ...march2024,
  version: '2024-09',
  toldVersion: 'unknown',
  successEvent: true,
  executedWhenCached: true,
  displayNode: true,
  timestamps: true,
  historyMeta: true,
  apiPrefix: true,
  unknownNode: 'invalid_prompt',
  checksOrigin: true,
  uploadKnowsSameBytes: true,
  websocketOutput: true,
}

const v0_3_64: FakeProfile = {
  ...september2024,
  version: '0.3.64',
  toldVersion: '0.3.64',
  promptId: 'any',
  interruptById: true,
  progressState: true,
  previewMetadata: true,
  features: { supports_preview_metadata: true, max_upload_size: 104_857_600 },
  modelsRoute: true,
  looseErrors: false,
}

const v0_33: FakeProfile = {
  ...v0_3_64,
  version: '0.33.0',
  toldVersion: '0.33.0',
  promptId: 'uuid',
  unknownNode: 'missing_node_type',
  features: {
    supports_preview_metadata: true,
    supports_model_type_tags: true,
    max_upload_size: 104_857_600,
    extension: { manager: { supports_v4: true } },
    node_replacements: true,
    assets: false,
  },
  jobsApi: true,
  checksFetchSite: true,
}

/** By name; `0.38` differs from `0.33` in nothing that a client sees but its version. */
export const fakeProfiles = {
  '2024-03': march2024,
  '2024-09': september2024,
  '0.3.64': v0_3_64,
  '0.33.0': v0_33,
  '0.38.1': { ...v0_33, version: '0.38.1', toldVersion: '0.38.1' },
} as const satisfies Record<string, FakeProfile>
export type FakeProfileName = keyof typeof fakeProfiles
