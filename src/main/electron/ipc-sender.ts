import { isOwnUrl, type WindowRole } from './own-address'

/** What is known about the sender of a message, apart from what it says. */
export interface SenderFacts {
  /** The role of the window that we made for these contents; null for any other. */
  role: WindowRole | null
  isMainFrame: boolean
  frameUrl: string
}

/** The sender's role, or null when its messages are refused: a foreign window, a frame within a page, a foreign page. */
export function trustedRole({ role, isMainFrame, frameUrl }: SenderFacts): WindowRole | null {
  return isMainFrame && isOwnUrl(frameUrl) ? role : null
}
