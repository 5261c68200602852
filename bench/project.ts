/** Absolute path of the project; set by scripts/bench.mjs, for the bench runs as a bundle elsewhere. */
export const projectRoot = process.env['PHOTOCALL_ROOT'] ?? process.cwd()
