import { safeStorage } from 'electron'
import type { Protect } from '../settings/secrets'

/** The system's keychain; on Linux without a keyring Electron would only scramble, which counts as none. */
export function createProtect(): Protect {
  return {
    available: () => safeStorage.isEncryptionAvailable() && !isScrambling(),
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  }
}

function isScrambling(): boolean {
  return process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
}
