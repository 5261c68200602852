import { duotone } from './duotone'
import type { Recipe } from './recipe'

/** Every recipe by the name that a style.json gives. */
export const recipes: Readonly<Record<string, Recipe>> = {
  duotone,
}
