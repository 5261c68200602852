import { z } from 'zod'

/** Programs that carry a folder on to somewhere else; what they do after a file was written is not in our hands. */
export const syncProvider = z.enum(['google-drive', 'onedrive', 'dropbox', 'icloud', 'other'])
export type SyncProvider = z.infer<typeof syncProvider>
