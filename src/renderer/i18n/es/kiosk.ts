export const kiosk = {
  title: 'Kiosco',
} as const
