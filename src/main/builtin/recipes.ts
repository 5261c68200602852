import { comic } from './comic'
import { duotone } from './duotone'
import { framedOriginal } from './framed-original'
import { halftone } from './halftone'
import { neon } from './neon'
import { oil } from './oil'
import { pencilSketch } from './pencil-sketch'
import { popArt } from './pop-art'
import type { Recipe } from './recipe'
import type { RecipeName } from './recipe-names'
import { risograph } from './risograph'
import { vintageFilm } from './vintage-film'
import { watercolour } from './watercolour'

/** Every recipe by the name that a style.json gives. */
export const recipes: Readonly<Record<RecipeName, Recipe>> = {
  'pop-art': popArt,
  comic,
  halftone,
  duotone,
  'vintage-film': vintageFilm,
  'pencil-sketch': pencilSketch,
  neon,
  watercolour,
  risograph,
  oil,
  'framed-original': framedOriginal,
}
