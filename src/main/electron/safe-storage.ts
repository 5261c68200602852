import { safeStorage } from 'electron'
import type { Protect } from '../settings/secrets'
import { isRealStorage } from './real-storage'

/** The system's keychain, as far as it is a real one. */
export function createSafeStorage(): Protect {
  return {
    available: () => safeStorage.isEncryptionAvailable() && isRealStorage(process.platform, linuxBackend()),
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  }
}

/** Electron tells it since version 27; null before. */
function linuxBackend(): string | null {
  if (process.platform !== 'linux' || !('getSelectedStorageBackend' in safeStorage)) return null
  return safeStorage.getSelectedStorageBackend()
}
