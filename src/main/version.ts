import { version } from '../../package.json'

/** Of the app, as package.json has it. */
export const appVersion: string = version
