import type { z } from 'zod'

export interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  text: string
  schema: z.ZodType
  isRequired: boolean
}

/** One way in which a body may be sent, or an answer come. A null schema means bytes. */
export interface Content {
  mediaType: string
  schema: z.ZodType | null
}

export interface Answer {
  status: number
  text: string
  content: readonly Content[]
}

/** Who may ask: `anybody` on this machine without a token, `jobs` and `program` are scopes of tokens. */
export type Need = 'anybody' | 'jobs' | 'program'

/** One method of one address, as an integrator sees it; the document and the page are made of these. */
export interface Operation {
  id: string
  tag: string
  method: 'get' | 'post' | 'put' | 'delete'
  /** `/jobs/{id}` */
  path: string
  summary: string
  /** More than a line; empty where the summary says all. */
  text: string
  need: Need
  parameters: readonly Parameter[]
  body: readonly Content[]
  answers: readonly Answer[]
  /** What follows `curl` and the options that carry the token; `{url}` is the booth's address. */
  curl: string
}

/** The whole line, with the token where one is needed on the booth's own machine too. */
export function curlOf({ curl, need }: Operation, url: string): string {
  const token = need === 'program' ? `-H "Authorization: Bearer $TOKEN" ` : ''
  return `curl ${token}${curl.replaceAll('{url}', url)}`
}

export const json = (schema: z.ZodType): Content => ({ mediaType: 'application/json', schema })
export const bytes = (mediaType: string): Content => ({ mediaType, schema: null })

export function answer(status: number, text: string, ...content: Content[]): Answer {
  return { status, text, content }
}

export function inPath(name: string, text: string, schema: z.ZodType): Parameter {
  return { in: 'path', name, text, schema, isRequired: true }
}

export function inQuery(name: string, text: string, schema: z.ZodType): Parameter {
  return { in: 'query', name, text, schema, isRequired: false }
}
