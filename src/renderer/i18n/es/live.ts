export const live = {
  title: 'Directo',
} as const
