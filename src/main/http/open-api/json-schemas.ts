import { z } from 'zod'
import { schemaNames } from './schema-names'

export type JsonSchema = Record<string, unknown>
type Direction = 'input' | 'output'

/** Turns zod schemas into those of the document; what has a name becomes a reference, and is kept for `components`. */
export interface JsonSchemas {
  of(schema: z.ZodType, io: Direction): JsonSchema
  /** The named ones that were used, by name, those that they use included. */
  components(): Record<string, JsonSchema>
}

const place = '#/components/schemas/'
/** With defaults filled in an output has fields that an input may leave out. */
const nameFor = (id: string, io: Direction): string => (io === 'input' ? `${id}Input` : id)

export function createJsonSchemas(): JsonSchemas {
  const known = { input: namedSchemas('input'), output: namedSchemas('output') }
  const used = new Map<string, JsonSchema>()

  function keep(id: string, io: Direction): JsonSchema {
    const name = nameFor(id, io)
    const found = known[io].get(id)
    if (found && !used.has(name)) {
      used.set(name, found)
      for (const other of referredIn(found)) keep(io === 'input' ? other.replace(/Input$/, '') : other, io)
    }
    return { $ref: place + name }
  }

  return {
    of(schema, io) {
      const id = schemaNames.get(schema)?.id
      if (id !== undefined) return keep(id, io)
      const written = z.toJSONSchema(schema, { io, metadata: schemaNames, unrepresentable: 'any' })
      const { $schema: _, $defs: _defs, ...found } = written
      const text = JSON.stringify(found).replace(/"#\/\$defs\/(\w+)"/g, (_ref, other: string) =>
        JSON.stringify(keep(other, io).$ref),
      )
      return JSON.parse(text) as JsonSchema // what was an object is one again
    },
    components: () => Object.fromEntries([...used].sort(([one], [other]) => one.localeCompare(other))),
  }
}

function namedSchemas(io: Direction): Map<string, JsonSchema> {
  const uri = (id: string) => place + nameFor(id, io)
  const { schemas } = z.toJSONSchema(schemaNames, { io, uri, unrepresentable: 'any' })
  return new Map(Object.entries(schemas).map(([id, { $schema: _, $id: _id, ...schema }]) => [id, schema as JsonSchema]))
}

function referredIn(schema: JsonSchema): string[] {
  return [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '')
}
