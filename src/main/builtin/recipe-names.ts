/** What a built-in style.json may name as its recipe; kept apart from the recipes so that the core need not load sharp. */
export const recipeNames = [
  'pop-art',
  'comic',
  'halftone',
  'duotone',
  'vintage-film',
  'pencil-sketch',
  'neon',
  'watercolour',
  'risograph',
  'oil',
  'framed-original',
] as const
export type RecipeName = (typeof recipeNames)[number]
