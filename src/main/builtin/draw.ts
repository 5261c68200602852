import { AppError } from '../../contract/errors'
import type { Draw } from '../images/render'
import { recipeNames } from './recipe-names'
import { recipes } from './recipes'
import { createStudio } from './studio'

/** Draws by a recipe's name. Throws `style_broken` for an unknown one or a parameter out of range. */
export const draw: Draw = async (original, { recipe: name, params, seed }, watch) => {
  const known = recipeNames.find((one) => one === name)
  if (!known) throw unknownRecipe(name)
  const recipe = recipes[known]
  const names = ['Open', ...recipe.steps, 'Finish']
  let done = 0
  const tell = (soFar: typeof original) =>
    watch.onStep({ done, of: names.length, name: names[Math.min(done, names.length - 1)]! }, soFar)
  await tell(original)
  done++
  const studio = createStudio({
    original,
    params,
    seed,
    signal: watch.signal,
    async onNext(soFar) {
      done = Math.min(done + 1, names.length - 2)
      await tell(soFar)
    },
  })
  await tell(original)
  const drawn = await recipe.draw(studio)
  done = names.length - 1
  await tell(drawn)
  return drawn
}

function unknownRecipe(name: string) {
  return new AppError(
    'style_broken',
    `There is no built-in recipe "${name}".`,
    `Use one of ${recipeNames.join(', ')}.`,
    { params: { recipe: name } },
  )
}
