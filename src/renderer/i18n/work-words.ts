import type { TFunction } from 'i18next'
import type { BackendView } from '../../contract/app-state'
import type { JobView } from '../../contract/job'

type Work = Pick<JobView, 'backend' | 'node' | 'step' | 'maxSteps' | 'server' | 'cachedNodes'>

/** What a ComfyUI server does for a job now, each part by itself; empty where nothing is known, and for other backends. */
export function workWords(
  t: TFunction,
  { backend, node, step, maxSteps, server = '', cachedNodes = 0 }: Work,
): string[] {
  if (backend !== 'comfyui') return []
  const doing = maxSteps > 0 ? [node, t('app.work.step', { step, max: maxSteps })] : [node]
  const cached = cachedNodes > 0 ? t('app.work.cached', { count: cachedNodes }) : ''
  return [...doing, server && t('app.work.on', { server }), cached].filter((part) => part !== '')
}

/** Whether a job stands still because no ComfyUI server works, and not because others come first. */
export function isServerAwaited(job: Pick<JobView, 'backend' | 'state'>, backends: readonly BackendView[]): boolean {
  if (job.backend !== 'comfyui' || (job.state !== 'queued' && job.state !== 'generating')) return false
  return backends.some(({ name, status }) => name === 'comfyui' && status === 'unavailable')
}
