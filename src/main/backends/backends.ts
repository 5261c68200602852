import type { BackendName } from '../../contract/style'
import type { Settings } from '../../contract/settings'
import { createBuiltinBackend } from '../builtin/builtin-backend'
import { createComfyBackend, type ComfyBackendDeps } from '../comfy/comfy-backend'
import type { Images } from '../images/images'
import type { Backend } from './backend'

/** What backends are made of. */
export interface BackendDeps {
  images: Images
  settings: () => Settings
  comfy: ComfyBackendDeps
  touchdesigner: Backend
}

/** Every backend by name: a new one is a line here. */
export function createBackends({ images, settings, comfy, touchdesigner }: BackendDeps): Map<BackendName, Backend> {
  const backends: Backend[] = [
    createBuiltinBackend({ images, slots: () => settings().backend.slots }),
    createComfyBackend(comfy),
    touchdesigner,
  ]
  return new Map(backends.map((backend) => [backend.name, backend]))
}
