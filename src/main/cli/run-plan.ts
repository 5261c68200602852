import { AppError } from '../../contract/errors'
import { loadBoothStyles } from '../booth-styles'
import type { Style } from '../styles/styles'
import type { Asked } from './booth'
import type { Wishes } from './generate-wishes'
import { checkTaken, styleOfStyle, styleOfWorkflow, type RunStyle } from './run-style'

/** What a run makes, and where. */
export interface RunPlan {
  /** Null: as the data folder's event says. */
  style: string | null
  /** A style of this run alone, which then has a folder of its own. */
  own: RunStyle | null
  /** Whether a ComfyUI server makes it; null: not known here. */
  needsServer: boolean | null
  asked: Asked
}

/** The style where nobody names one. */
const usualStyle = 'pop-art'

/** Reads styles and workflow, and checks that what was given is what they take. Throws `invalid_input`, `style_*`. */
export async function planRun(wish: Wishes, folders: { shippedDir: string; temporary: string }): Promise<RunPlan> {
  if (wish.workflow !== undefined) {
    const own = await styleOfWorkflow(wish.workflow, wish)
    return { style: own.name, own, needsServer: true, asked: askedOf(wish, own) }
  }
  const { style: name, data, set } = wish
  if (name === undefined && data !== undefined && set.length === 0) {
    checkImage(wish, true, 'The style of the event')
    return { style: null, own: null, needsServer: null, asked: askedOf(wish, null) }
  }
  const styles = await loadBoothStyles({ shippedDir: folders.shippedDir, dataDir: data ?? folders.temporary })
  return planOf(wish, styles.get(name ?? usualStyle))
}

function planOf(wish: Wishes, style: Style): RunPlan {
  checkTaken(style, wish)
  const isComfy = style.backend === 'comfyui'
  // its own time limit is another's where the run has one
  const isChanged = wish.set.length > 0 || (wish.timeout !== undefined && wish.data === undefined && isComfy)
  const own = isChanged ? styleOfStyle(style, wish) : null
  checkImage(wish, own?.takesImage ?? style.takes.picture, `The style "${style.name}"`)
  return { style: style.name, own, needsServer: isComfy, asked: askedOf(wish, own) }
}

/** A style of the run's own has its values already. */
function askedOf({ prompt, seed, negative, steps }: Wishes, own: RunStyle | null): Asked {
  const inputs = { ...(negative !== undefined && { negative }), ...(steps !== undefined && { steps }) }
  return {
    ...(prompt !== undefined && { prompt }),
    ...(seed !== undefined && { seed }),
    ...(own === null && Object.keys(inputs).length > 0 && { inputs }),
  }
}

function checkImage({ image }: Wishes, takes: boolean, who: string): void {
  if (takes && image === undefined)
    throw new AppError('invalid_input', `${who} needs a picture.`, 'Give one with --image: a JPEG, PNG or WebP file.')
  if (!takes && image !== undefined)
    throw new AppError('invalid_input', `--image: ${lowerFirst(who)} takes no picture.`, 'Leave it out.')
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
