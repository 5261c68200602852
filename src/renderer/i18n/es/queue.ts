export const queue = {
  title: 'Cola',
} as const
