import type { ErrorFacts } from '../../contract/errors'
import { markerName } from './share-marker'

/** What the operator reads beside the share's state: what happened, and what to do. */
export const reasons = {
  looking: (dir: string) => away('looking', `Looking for the share ${dir}.`, 'Wait a moment.', { dir }),
  missing: (dir: string, code: string) =>
    away(
      'missing',
      `The share ${dir} cannot be reached (${code || 'no answer'}).`,
      'Connect the drive or start its program; waiting pictures go out by themselves.',
      { dir, code },
    ),
  unmarked: (dir: string) =>
    away(
      'unmarked',
      `The folder ${dir} is there, but it is not the chosen share: ${markerName} is missing.`,
      'Connect the right drive. If this folder is right, say so in Settings.',
      { dir },
    ),
  other: (dir: string) =>
    away(
      'other',
      `Another share stands at ${dir}.`,
      'Connect the right drive. If this folder is right, say so in Settings.',
      { dir },
    ),
  silent: (dir: string) =>
    away(
      'silent',
      `The share ${dir} does not answer.`,
      'Check the network or the drive; waiting pictures go out by themselves.',
      { dir },
    ),
  notMade: (dir: string, code: string) =>
    away(
      'not-made',
      `The folder ${dir} could not be made (${code}).`,
      'Choose another folder in Settings, or connect the drive.',
      { dir, code },
    ),
  full: (dir: string): ErrorFacts => ({
    code: 'share_full',
    message: `The share ${dir} is full.`,
    hint: 'Free space on it; waiting pictures go out by themselves.',
    params: { dir },
  }),
  readOnly: (dir: string, code: string): ErrorFacts => ({
    code: 'share_read_only',
    message: `Nothing can be written to the share ${dir} (${code}).`,
    hint: 'Allow this user to write there; waiting pictures go out by themselves.',
    params: { dir, code },
  }),
}

/** `kind` chooses the words of the screens. */
/** It was asked and has not answered. */
export const isSilent = ({ reason }: { reason: ErrorFacts | null }) => reason?.params?.['kind'] === 'silent'

function away(kind: string, message: string, hint: string, params: Record<string, string>): ErrorFacts {
  return { code: 'share_away', message, hint, params: { ...params, kind } }
}
