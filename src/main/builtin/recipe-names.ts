/** What a built-in style.json may name as its recipe; kept apart from the recipes so that the core need not load sharp. */
export const recipeNames = ['duotone'] as const
export type RecipeName = (typeof recipeNames)[number]
