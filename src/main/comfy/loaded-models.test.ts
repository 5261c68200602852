import { describe, expect, it } from 'vitest'
import { createLoadedModels } from './loaded-models'

const paint = ['checkpoints/sdxl.safetensors', 'controlnet/depth.safetensors']
const film = ['checkpoints/ltx.safetensors', 'text_encoders/t5.safetensors']

function card() {
  const models = createLoadedModels()
  /** One prompt from its submission to its end. */
  const make = (style: string, needed: readonly string[]) => {
    const over = models.needed(needed)
    models.made(style, needed)
    over()
  }
  return { models, make }
}

describe('a style is warm', () => {
  it('once it was made, until another one’s models push its own out', () => {
    const { models, make } = card()
    expect(models.isWarm('paint')).toBe(false)
    make('paint', paint)
    expect(models.warmStyles()).toEqual(['paint'])
    make('film', film)
    expect(models.warmStyles()).toEqual(['film'])
    expect(models.isWarm('paint')).toBe(false)
  })

  it('together with all that need no other models', () => {
    const { models, make } = card()
    make('paint', paint)
    make('ink', paint)
    expect(models.warmStyles()).toEqual(['paint', 'ink'])
  })

  it('where another one loaded its models and more, and not where that one lacks some', () => {
    const { models, make } = card()
    make('plain', paint.slice(0, 1))
    make('paint', paint)
    expect(models.warmStyles()).toEqual(['plain', 'paint'])
    make('plain', paint.slice(0, 1))
    expect(models.warmStyles()).toEqual(['plain'])
  })

  it('still after one that needs no model', () => {
    const { models, make } = card()
    make('paint', paint)
    make('connection-test', [])
    make('film', film)
    expect(models.warmStyles()).toEqual(['connection-test', 'film'])
  })

  it('no more from the moment that a prompt with other models stands in the server’s line', () => {
    const { models, make } = card()
    make('paint', paint)
    const over = models.needed(film)
    expect(models.isWarm('paint')).toBe(false)
    over()
    expect(models.isWarm('paint')).toBe(false)
  })

  it('not where it ended while one with other models waits behind it', () => {
    const { models } = card()
    const paintOver = models.needed(paint)
    const filmOver = models.needed(film)
    models.made('paint', paint)
    paintOver()
    expect(models.isWarm('paint')).toBe(false)
    filmOver()
    expect(models.warmStyles()).toEqual([])
  })

  it('no more when the server was away', () => {
    const { models, make } = card()
    make('paint', paint)
    models.forget()
    expect(models.warmStyles()).toEqual([])
  })
})
