/**
 * sharp's bytes as a plain array that stays valid for as long as it is held. The WebAssembly build gives a view of its
 * own memory and frees the place once that very Buffer is collected, so another view of it would read and write what is
 * somebody else's by then. Native bytes are kept alive by any view, and are not copied.
 */
export function ownBytes(bytes: Buffer): Uint8Array {
  const { buffer, byteOffset, byteLength } = bytes
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(bytes)
}
