import type { AppState } from '../../src/contract/app-state'

type ShareView = AppState['share']

const away: ShareView = {
  dir: '/media/operator/EVENTOS/Boda Ana y Luis',
  status: 'away',
  freeBytes: null,
  waiting: 3,
  waitingBytes: 4_200_000,
  oldestWaitingAtMs: Date.now() - 240_000,
  syncedBy: null,
  lacks: [],
  reason: {
    code: 'share_away',
    message: 'The folder is not there.',
    hint: 'Plug the drive in.',
    params: { kind: 'unmarked' },
  },
}

const full: ShareView = {
  ...away,
  status: 'full',
  freeBytes: 1_000_000,
  reason: { code: 'share_full', message: 'The share is full.', hint: 'Free space on it.' },
}

const slow: ShareView = {
  ...away,
  status: 'ready',
  freeBytes: 41e9,
  waiting: 37,
  waitingBytes: 92_000_000,
  reason: null,
}

export const handedTo = 'google-drive' as const

/** A virtual drive of Google's, as an agency has it. */
const drive: ShareView = {
  ...away,
  dir: 'E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall',
  status: 'ready',
  freeBytes: 9.2e11,
  waiting: 0,
  waitingBytes: 0,
  oldestWaitingAtMs: null,
  syncedBy: handedTo,
  lacks: ['links', 'file-sync'],
  reason: null,
}

/** States of the share worth looking at. */
export const shares = { away, full, slow, drive }
