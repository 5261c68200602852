import { createHash } from 'node:crypto'
import { escapeHtml } from '../html'
import { docsStyle } from './docs-style'
import { createJsonSchemas, type JsonSchemas } from './json-schemas'
import { curlOf, type Content, type Need, type Operation } from './operation'
import { typeText } from './type-text'

const styleHash = createHash('sha256').update(docsStyle).digest('base64')

/** One style by hash, and nothing else: the page needs no script and no other file. */
export const docsPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'private, no-cache',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
} as const

const needs: Record<Need, string> = {
  anybody: 'No token is needed.',
  jobs: 'On this machine without a token; from elsewhere with one of scope <b>jobs</b>.',
  program: 'With a token of scope <b>program</b>.',
}

/** The document as a page, for people; `url` is the booth's own address as the reader came to it. */
export function docsPage(operations: readonly Operation[], { version, url }: { version: string; url: string }): string {
  const schemas = createJsonSchemas()
  const sections = operations.map((operation) => section(operation, schemas, url)).join('')
  const named = Object.entries(schemas.components()).map(
    ([name, schema]) =>
      `<section id="schema-${name}"><h3>${name}</h3><pre tabindex="0">${typeText(schema)}</pre></section>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Photocall Console: API</title><style>${docsStyle}</style></head><body>
<nav aria-label="Operations"><p class="brand">Photocall Console</p>${navigation(operations)}</nav><main>
<h1>API <small>${escapeHtml(version)}</small></h1>
<p>The same as <a href="/openapi.json">openapi.json</a>. A token is made in Settings, Network, or by
<code>photocall tokens create NAME</code>, and sent as <code>Authorization: Bearer TOKEN</code>.</p>
${sections}<h2>Shapes</h2>${named.join('')}</main></body></html>`
}

function navigation(operations: readonly Operation[]): string {
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  return tags
    .map((tag) => {
      const own = operations.filter((operation) => operation.tag === tag)
      const lines = own.map(
        ({ id, method, path }) => `<li><a href="#${id}">${badge(method)} ${escapeHtml(path)}</a></li>`,
      )
      return `<h2>${escapeHtml(tag)}</h2><ul>${lines.join('')}</ul>`
    })
    .join('')
}

const badge = (method: string): string => `<span class="method ${method}">${method.toUpperCase()}</span>`

function section(operation: Operation, schemas: JsonSchemas, url: string): string {
  const { id, method, path, summary, text, need, body } = operation
  return `<section id="${id}"><h3>${badge(method)} <code>${escapeHtml(path)}</code></h3>
<p class="summary">${escapeHtml(summary)}</p>${text === '' ? '' : `<p>${inline(text)}</p>`}
<p class="need">${needs[need]}</p><pre class="curl" tabindex="0">${escapeHtml(curlOf(operation, url))}</pre>
${parameterTable(operation, schemas)}${body.length === 0 ? '' : `<h4>Body</h4>${contents(body, 'input', schemas)}`}
<h4>Answers</h4>${answerList(operation, schemas)}</section>`
}

function parameterTable({ parameters }: Operation, schemas: JsonSchemas): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, text, schema }) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${place}</td><td>${inline(text)}</td>` +
      `<td><code>${typeText(schemas.of(schema, 'input'))}</code></td></tr>`,
  )
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`
}

function answerList({ answers }: Operation, schemas: JsonSchemas): string {
  const lines = answers.map(({ status, text, content }) => {
    const what = contents(content, 'output', schemas)
    return `<dt><b>${status}</b> ${escapeHtml(text)}</dt><dd>${what}</dd>`
  })
  return `<dl>${lines.join('')}</dl>`
}

/** Media types of bytes in one line, each shape in a block of its own. */
function contents(all: readonly Content[], io: 'input' | 'output', schemas: JsonSchemas): string {
  const bare = all.filter(({ schema }) => schema === null).map(({ mediaType }) => `<code>${mediaType}</code>`)
  const shaped = all.flatMap(({ mediaType, schema }) => {
    if (schema === null) return []
    const written = schemas.of(schema, io)
    const type = `<code>${mediaType}</code>`
    return '$ref' in written
      ? [`<p>${type} <code>${typeText(written)}</code></p>`]
      : [`<p>${type}</p><pre tabindex="0">${typeText(written)}</pre>`]
  })
  return shaped.join('') + (bare.length === 0 ? '' : `<p>${bare.join(', ')}</p>`)
}

/** Text with `code` in it. */
const inline = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
