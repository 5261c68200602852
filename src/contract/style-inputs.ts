import { AppError } from './errors'
import type { InputValue, StyleInputs } from './style'

/** What a style takes of its jobs besides words and seed. */
export interface StyleTakes {
  /** False for a workflow that makes a picture of words alone. */
  picture: boolean
  /** Names of what a job may say over the defaults: what the workflow binds or the recipe reads. */
  inputs: readonly string[]
}

interface Taking {
  name: string
  defaults: Readonly<Record<string, InputValue>>
  takes: StyleTakes
}

/** Throws AppError `input_unknown` for one that the style has not, `input_unfit` for a word in place of a number. */
export function checkInputs({ name, defaults, takes }: Taking, inputs: StyleInputs): void {
  for (const [input, value] of Object.entries(inputs)) {
    if (!takes.inputs.includes(input)) throw unknownInput(name, input, takes.inputs)
    const usual = defaults[input]
    if (usual !== undefined && typeof value !== typeof usual) throw unfitInput(name, input, typeof usual)
  }
}

/** Those that the style has: another may have been chosen for the job, or stand in, since they were said. */
export function knownInputs({ takes }: Pick<Taking, 'takes'>, inputs: StyleInputs): Record<string, InputValue> {
  const said = Object.entries(inputs).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return Object.fromEntries(said.filter(([name]) => takes.inputs.includes(name)))
}

/** What a job without a picture is refused with. */
export function pictureNeeded(style: string): AppError {
  const hint = 'Send a picture with it, or choose a style that is made of words.'
  return new AppError('picture_needed', `The style "${style}" works on a picture.`, hint, { params: { name: style } })
}

function unknownInput(style: string, input: string, known: readonly string[]): AppError {
  const names = known.join(', ') || '-'
  const hint = known.length === 0 ? 'It has none.' : `It has: ${names}.`
  return new AppError('input_unknown', `The style "${style}" has no input "${input}".`, hint, {
    params: { name: style, input, known: names },
  })
}

function unfitInput(style: string, input: string, type: string): AppError {
  const message = `The input "${input}" of the style "${style}" is a ${type}.`
  return new AppError('input_unfit', message, `Give it a ${type}.`, { params: { name: style, input } })
}
