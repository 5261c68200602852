import { join } from 'node:path'
import { backendNames } from './backends/backend-names'
import { recipeNames } from './builtin/recipe-names'
import { checkWorkflow } from './comfy/workflow/check-workflow'
import { loadStyles } from './styles/folder-styles'
import type { Styles } from './styles/styles'

/** The styles that ship with the app and the operator's own in the data folder, which win by name. */
export function loadBoothStyles({ shippedDir, dataDir }: { shippedDir: string; dataDir: string }): Promise<Styles> {
  const dirs = [shippedDir, join(dataDir, 'styles')]
  return loadStyles({ dirs, recipes: recipeNames, backends: backendNames, checkWorkflow })
}
