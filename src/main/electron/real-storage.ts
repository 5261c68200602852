/** On Linux without a keyring, Electron "encrypts" with a key that everybody knows; that is worse than a private file, which says so. */
export function isRealStorage(platform: NodeJS.Platform, linuxBackend: string | null) {
  if (platform !== 'linux') return true
  return linuxBackend !== null && !['basic_text', 'unknown'].includes(linuxBackend)
}
