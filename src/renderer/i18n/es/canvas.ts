/** La página donde se dibuja. */
export const canvas = {
  noRoom: 'Ese no es el nombre de una sala.',
} as const
