import { version } from '../../package.json'

/** Of the app, as package.json has it. */
export const appVersion: string = version

/** What pictures name as the program that made them. */
export const creatorTool = `Photocall Console ${appVersion}`
