/** The page where people draw. */
export const canvas = {
  noRoom: 'This is no room’s name.',
} as const
