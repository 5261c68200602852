export const kiosk = {
  title: 'Kiosk',
} as const
