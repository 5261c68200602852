import { expect, it } from 'vitest'
import { errorFactsOf } from '../../contract/errors'
import type { MakeOn } from './attempt'
import { concluded } from './attempt-end'
import { runTimes, type Lateness } from './run-watch'
import type { BoundWorkflow } from './workflow/bind'

/** What a run that was late means for its job, and as what its server is set aside; null: it is not. */
async function lateEnd(late: Lateness) {
  let aside: { code: string; hangsAt: string | null } | null = null
  const setAside = (reason: unknown, { hangsAt }: { hangsAt: string | null } = { hangsAt: null }) =>
    void (aside = { code: errorFactsOf(reason).code, hangsAt })
  // of the work and its graph a late end needs no more
  const work = { link: { name: 'gpu', setAside }, order: { style: { name: 'photo' } } } as unknown as MakeOn
  const bound = { graph: {} } as BoundWorkflow
  const attempt = await concluded(work, { end: { state: 'late', ...late }, bound, times: runTimes })
  const code = attempt.state === 'made' ? null : errorFactsOf(attempt.error).code
  return { state: attempt.state, code, aside }
}

const stalled = (hangsAt: string) => ({ code: 'server_stalled', hangsAt })
const gone = { state: 'gone', code: 'server_stalled' }
const late = { state: 'unfit', code: 'generation_timeout' }

it.each([
  ['a still that stands still', { what: 'stall', hangsAt: 'ours' }, gone, stalled('ours')],
  ['work that stood still to the end of its time', { what: 'run', hangsAt: 'ours' }, late, stalled('ours')],
  ['slow work', { what: 'run', hangsAt: null }, late, { code: 'generation_timeout', hangsAt: null }],
  ['waiting behind one that stands still', { what: 'queue', hangsAt: 'theirs' }, late, stalled('theirs')],
  ['waiting in a line that moves', { what: 'queue', hangsAt: null }, late, null],
] as const)('%s says of its server whether it hangs', async (_what, lateness, attempt, aside) => {
  expect(await lateEnd(lateness)).toMatchObject({ ...attempt, aside })
})
