import { duotone } from './duotone'
import type { Recipe } from './recipe'
import type { RecipeName } from './recipe-names'

/** Every recipe by the name that a style.json gives. */
export const recipes: Readonly<Record<RecipeName, Recipe>> = {
  duotone,
}
