import { createJsonSchemas, type JsonSchemas } from './json-schemas'
import { curlOf, type Answer, type Content, type Need, type Operation, type Parameter } from './operation'

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, unknown>>
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> }
  [more: string]: unknown
}

const exampleUrl = 'http://127.0.0.1:8080'
const description = `A booth as programs reach it. On its own machine the addresses of the job broker need no token; from
elsewhere send \`Authorization: Bearer\` with a token made in Settings, Network or by \`photocall tokens create\`. Scope
\`jobs\` opens the job broker, scope \`program\` everything here.`

/** The whole document, from the very schemas that the routes parse and answer with. */
export function openApiDocument(operations: readonly Operation[], version: string): OpenApiDocument {
  const schemas = createJsonSchemas()
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Photocall Console', version, description },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function described(operation: Operation, schemas: JsonSchemas) {
  const { id, tag, summary, text, need, body, parameters, answers } = operation
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(text !== '' && { description: text }),
    security: securityOf(need),
    ...(parameters.length > 0 && { parameters: parameters.map((parameter) => parameterOf(parameter, schemas)) }),
    ...(body.length > 0 && { requestBody: { required: true, content: contentOf(body, 'input', schemas) } }),
    responses: responsesOf(answers, schemas),
    'x-codeSamples': [{ lang: 'Shell', source: curlOf(operation, exampleUrl) }],
  }
}

function securityOf(need: Need) {
  if (need === 'program') return [{ token: ['program'] }]
  // an empty requirement: none is needed on the booth's own machine
  return need === 'jobs' ? [{}, { token: ['jobs'] }] : [{}]
}

function parameterOf({ name, in: place, text, schema, isRequired }: Parameter, schemas: JsonSchemas) {
  return { name, in: place, required: isRequired, description: text, schema: schemas.of(schema, 'input') }
}

function responsesOf(answers: readonly Answer[], schemas: JsonSchemas) {
  return Object.fromEntries(
    answers.map(({ status, text, content }) => [
      status,
      { description: text, ...(content.length > 0 && { content: contentOf(content, 'output', schemas) }) },
    ]),
  )
}

function contentOf(content: readonly Content[], io: 'input' | 'output', schemas: JsonSchemas) {
  // OpenAPI 3.1: bytes are a media type without a schema
  return Object.fromEntries(
    content.map(({ mediaType, schema }) => [mediaType, schema === null ? {} : { schema: schemas.of(schema, io) }]),
  )
}
