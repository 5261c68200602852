import type { JobView } from '../../contract/job'
import { isServerAwaited } from '../i18n/work-words'
import { useAppState } from './use-app-state'

/** Whether a job stands still because no ComfyUI server works. */
export function useAwaitsServer(): (job: JobView) => boolean {
  const backends = useAppState((state) => state.backends)
  return (job) => isServerAwaited(job, backends)
}
