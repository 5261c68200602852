import { AppError } from '../contract/errors'

/** For what needs the port while it is not open. */
export function refuseUnheard(): never {
  throw new AppError('not_possible_now', 'The port of the console is not open.', 'Look at the notices for the reason.')
}

/** For a saved picture whose file is nowhere. */
export function refuseMissing(jobId: string): never {
  const hint = 'Look at the share: is it connected?'
  throw new AppError('not_found', `The picture of job ${jobId} is not to be found.`, hint)
}
