import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { addresses } from '../../contract/addresses'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import { styleFile, styleName, type StyleFile, type StyleView, type WorkflowBinding } from '../../contract/style'
import type { StyleTakes } from '../../contract/style-inputs'
import type { Graph } from '../comfy/workflow/graph'
import type { Style, Styles } from './styles'

export interface StylesDeps {
  /** Folders of style folders; a style of a later one takes the place of one of the same name before. */
  dirs: readonly string[]
  /** Names of the built-in recipes: a style that names another is broken. */
  recipes: readonly string[]
  /** Names of the backends that are set up: nobody is offered a style that nothing can draw. */
  backends: readonly string[]
  /** Checks a ComfyUI style's graph against its bindings; throws AppError `workflow_invalid`. */
  checkWorkflow: (json: unknown, style: StyleFile & { name: string }) => Graph
  /** What a checked graph takes of a job. */
  workflowTakes: (graph: Graph, binding: WorkflowBinding) => StyleTakes
  /** The names that a recipe reads of its style's defaults and of a job. */
  recipeParameters: (recipe: string) => readonly string[]
}

type Folder = Omit<Style, 'graph' | 'takes'>
type Known = Omit<StylesDeps, 'dirs'>
type Found = { name: string; style: Style } | { name: string; error: AppError }

/** Reads all style folders once; a broken one is told in `broken` and left out. A folder that is absent has no styles. */
export async function loadStyles({ dirs, ...known }: StylesDeps): Promise<Styles> {
  const found = new Map<string, Found>()
  for (const dir of dirs) {
    for (const name of await folderNames(dir)) found.set(name, await readStyle(dir, name, known))
  }
  return stylesOf([...found.values()])
}

function stylesOf(found: Found[]): Styles {
  const good = found.flatMap((one) => ('style' in one ? [one.style] : [])).sort(byOrder)
  const bad = new Map(found.flatMap((one) => ('error' in one ? [[one.name, one.error] as const] : [])))
  return {
    all: () => [...good],
    get(name) {
      const style = good.find((one) => one.name === name)
      if (style) return style
      throw bad.get(name) ?? unknown(name, good)
    },
    views: () => good.map(viewOf),
    broken: () =>
      [...bad].map(([name, error]): { name: string; error: ErrorFacts } => ({ name, error: errorFactsOf(error) })),
  }
}

function byOrder(a: Style, b: Style) {
  return a.order - b.order || (a.name < b.name ? -1 : 1)
}

function viewOf(style: Style): StyleView {
  const { name, title, description, backend, kind, forGuests } = style
  const shown = { name, title, description: description ?? null, backend, kind, forGuests }
  return { ...shown, coverUrl: addresses.cover(name), ...(!style.takes.picture && { isOfWords: true }) }
}

async function folderNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw cause
  })
  const isOurs = (name: string) => !/^[._]/.test(name)
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isOurs(entry.name))
    .map((entry) => entry.name)
    .sort()
}

async function readStyle(dir: string, name: string, known: Known): Promise<Found> {
  try {
    return { name, style: await checkedStyle(join(dir, name), name, known) }
  } catch (thrown) {
    return {
      name,
      error: thrown instanceof AppError ? thrown : broken(name, String(thrown), 'Look at its folder.', thrown),
    }
  }
}

async function checkedStyle(dir: string, name: string, known: Known): Promise<Style> {
  if (!styleName.safeParse(name).success) {
    throw broken(name, 'its folder name is not a style name', 'Use small letters, digits and hyphens, at most 40.')
  }
  const text = await readFile(join(dir, 'style.json'), 'utf8').catch((cause: unknown) => {
    throw broken(name, 'style.json cannot be read', 'Put a style.json into its folder.', cause)
  })
  const parsed = styleFile.safeParse(parseJson(name, 'style.json', text))
  if (!parsed.success)
    throw broken(name, z.prettifyError(parsed.error).replaceAll('\n', ' '), 'Correct its style.json.')
  const style = { ...parsed.data, name, dir }
  checkBackend(style, known.backends)
  checkRecipe(style, known.recipes)
  await checkCover(style)
  const graph = await readWorkflow(style, known)
  return { ...style, graph, takes: takesOf(style, graph, known) }
}

function takesOf({ recipe = '', workflow }: Folder, graph: Graph | null, known: Known): StyleTakes {
  if (graph && workflow) return known.workflowTakes(graph, workflow)
  return { picture: true, inputs: known.recipeParameters(recipe) }
}

async function readWorkflow(style: Folder, { checkWorkflow }: Known): Promise<Graph | null> {
  const { name, dir, backend, workflow } = style
  if (backend !== 'comfyui') return null
  if (!workflow) throw broken(name, 'it names no workflow', 'Say under "workflow" where its graph takes what.')
  const text = await readFile(join(dir, workflow.file), 'utf8').catch((cause: unknown) => {
    throw broken(name, `${workflow.file} cannot be read`, `Export the workflow from ComfyUI into its folder.`, cause)
  })
  return checkWorkflow(parseJson(name, workflow.file, text), style)
}

function parseJson(name: string, file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw broken(
      name,
      `${file} is not JSON: ${message}`,
      `Correct its ${file}; look for a missing comma or quote.`,
      cause,
    )
  }
}

function checkBackend({ name, backend }: Folder, backends: readonly string[]) {
  if (backends.includes(backend)) return
  throw broken(name, `the backend "${backend}" is not set up`, `Set "backend" to one of ${backends.join(', ')}.`)
}

function checkRecipe({ name, backend, recipe }: Folder, recipes: readonly string[]) {
  if (backend !== 'builtin') return
  const hint = `Set "recipe" to one of ${recipes.join(', ')}.`
  if (recipe === undefined) throw broken(name, 'it is built-in and names no recipe', hint)
  if (!recipes.includes(recipe)) throw broken(name, `there is no recipe "${recipe}"`, hint)
}

async function checkCover({ name, dir, cover }: Folder) {
  const facts = await stat(join(dir, cover)).catch(() => null)
  if (!facts?.isFile() || facts.size === 0) {
    throw broken(
      name,
      `its cover picture ${cover} is missing`,
      `Put ${cover} into its folder, or name another with "cover".`,
    )
  }
}

function broken(name: string, what: string, hint: string, cause?: unknown) {
  return new AppError('style_broken', `The style "${name}" does not work: ${what}.`, hint, {
    params: { name, what },
    ...(cause === undefined ? {} : { cause }),
  })
}

function unknown(name: string, good: Style[]) {
  const names = good.map((one) => one.name).join(', ')
  return new AppError('style_unknown', `There is no style "${name}".`, `Styles: ${names || 'none'}.`, {
    params: { name, names },
  })
}
