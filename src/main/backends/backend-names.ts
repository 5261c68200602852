import type { BackendName } from '../../contract/style'

/** Backends that there are; kept apart from the table so that a look at the styles need not build them. */
export const backendNames = ['builtin', 'comfyui', 'touchdesigner'] as const satisfies readonly BackendName[]
