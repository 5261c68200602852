/** Of the runtime there are four, for every call on every file and for names of hosts. */
const threads = '16'

/**
 * A call on a network drive that died holds its thread until the system gives up, and the picture that the camera just
 * took waits for one. Called before anything asks for a file; a size that the environment gives stays. Windows reads it
 * where the program is started, so `npm start` sets it too.
 */
export function manyThreads(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= threads
}
