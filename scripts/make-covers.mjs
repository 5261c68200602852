// Draws styles/<name>/cover.jpg of every style (or of those named), from one portrait or from its own drawing: node scripts/make-covers.mjs [name ...]
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { createServer } from 'vite'

const root = resolve(import.meta.dirname, '..')
const portrait = join(root, 'scripts/covers/portrait.jpg')
const seed = 7
const limitBytes = 60_000

const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false },
  optimizeDeps: { noDiscovery: true },
})
try {
  const { render } = await server.ssrLoadModule('/src/main/images/render.ts')
  const { draw } = await server.ssrLoadModule('/src/main/builtin/draw.ts')
  for (const name of await styleNames()) await drawCover(name, { render, draw })
} finally {
  await server.close()
}

async function styleNames() {
  if (process.argv.length > 2) return process.argv.slice(2)
  const entries = await readdir(join(root, 'styles'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

async function drawCover(name, { render, draw }) {
  const style = JSON.parse(await readFile(join(root, 'styles', name, 'style.json'), 'utf8'))
  const dir = await mkdtemp(join(tmpdir(), 'cover-'))
  const outputPath = join(dir, 'full.jpg')
  const drawing = join(root, 'scripts/covers', `${name}.svg`)
  if (style.backend === 'builtin') await renderPortrait(style, outputPath, { render, draw })
  else await sharp(drawing).jpeg({ quality: 100 }).toFile(outputPath)
  const cover = await smallEnough(outputPath)
  await writeFile(join(root, 'styles', name, style.cover ?? 'cover.jpg'), cover)
  await rm(dir, { recursive: true })
  console.log(`${name}: ${cover.length} bytes`)
}

async function renderPortrait(style, outputPath, { render, draw }) {
  const operation = {
    kind: 'render',
    inputPath: portrait,
    outputPath,
    recipe: style.recipe,
    params: style.defaults ?? {},
    seed,
  }
  await render(operation, draw, { signal: new AbortController().signal, onStep() {}, onPreview() {} })
}

async function smallEnough(path) {
  for (let quality = 84; ; quality -= 4) {
    const bytes = await sharp(path).resize(480, 600).jpeg({ quality, mozjpeg: true }).toBuffer()
    if (bytes.length <= limitBytes || quality <= 40) return bytes
  }
}
