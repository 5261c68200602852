import { z } from 'zod'

/** Names one change of the settings, for `settings.undo`; of no use after a restart. */
export const settingsRevision = z.uuid()

/** What a change of the settings answers besides. */
export const undoable = { revision: settingsRevision }
