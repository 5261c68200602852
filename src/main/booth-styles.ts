import { join } from 'node:path'
import { backendNames } from './backends/backend-names'
import { recipeNames, recipeParameters } from './builtin/recipe-names'
import { checkWorkflow } from './comfy/workflow/check-workflow'
import { workflowTakes } from './comfy/workflow/workflow-takes'
import { loadStyles } from './styles/folder-styles'
import type { Styles } from './styles/styles'

/** The styles that ship with the app and the operator's own in the data folder, which win by name. */
export function loadBoothStyles({ shippedDir, dataDir }: { shippedDir: string; dataDir: string }): Promise<Styles> {
  const dirs = [shippedDir, join(dataDir, 'styles')]
  return loadStyles({
    dirs,
    recipes: recipeNames,
    recipeParameters,
    backends: backendNames,
    checkWorkflow,
    workflowTakes,
  })
}
