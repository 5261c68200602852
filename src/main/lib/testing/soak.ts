/** How often a soak test repeats itself: `full` times under `npm run soak`, a tenth of it (at least once) otherwise. */
export function soakCount(full: number): number {
  return process.env['PHOTOCALL_SOAK'] === 'full' ? full : Math.max(1, Math.ceil(full / 10))
}
