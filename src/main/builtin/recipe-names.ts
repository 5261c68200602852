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

const parameters: Partial<Record<RecipeName, readonly string[]>> = {
  comic: ['colour'],
  halftone: ['pitch'],
  duotone: ['palette'],
  neon: ['palette'],
  risograph: ['inks'],
  'framed-original': ['border'],
}

/** The names that a recipe reads of its style's defaults and of a job's inputs. */
export function recipeParameters(recipe: string): readonly string[] {
  return parameters[recipe as RecipeName] ?? []
}
