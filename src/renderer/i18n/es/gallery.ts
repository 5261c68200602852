export const gallery = {
  title: 'Galería',
} as const
