// Who may import whom, as an ESLint rule over the table below.
import { posix, relative, resolve, sep } from 'node:path'

/** `may`: folders and files whose values a zone may import, besides its own; a type may come from anywhere in `mayType`. */
const zones = [
  { at: 'src/contract', may: [], mayType: [], packages: ['zod'] },
  { at: 'src/preload', may: ['src/contract'], mayType: ['src/contract'], packages: ['electron'] },
  { at: 'src/renderer', may: ['src/contract'], mayType: ['src/contract'], node: false },
  { at: 'src/main/index.ts', may: ['src/contract', 'src/main'], mayType: ['src'] },
  { at: 'src/main/version.ts', may: ['package.json'], mayType: [] },
  {
    at: 'src/main/electron',
    may: ['src/contract', 'src/main/core.ts', 'src/main/lib'],
    mayType: ['src/contract', 'src/main'],
  },
  // The image child's entry gives the decoding half what the drawing half can do.
  {
    at: 'src/main/images/image-child.ts',
    may: ['src/main/images', 'src/main/builtin'],
    mayType: ['src/contract', 'src/main'],
  },
  { at: 'src/main/lib', may: ['src/contract'], mayType: ['src/contract'] },
  {
    at: 'src/main/sources',
    may: ['src/contract', 'src/main/lib', 'src/main/td'],
    mayType: ['src/contract', 'src/main'],
  },
  {
    at: 'src/main/backends',
    may: ['src/contract', 'src/main/lib', 'src/main/builtin', 'src/main/comfy', 'src/main/td'],
    mayType: ['src/contract', 'src/main'],
  },
  ...[
    'jobs',
    'builtin',
    'comfy',
    'td',
    'canvas',
    'share',
    'captures',
    'guests',
    'tablet',
    'broker',
    'cluster',
    'settings',
    'styles',
    'images',
    'http',
  ].map((feature) => ({
    at: `src/main/${feature}`,
    may: ['src/contract', 'src/main/lib'],
    mayType: ['src/contract', 'src/main'],
  })),
  { at: 'src/main', may: ['src/contract', 'src/main'], mayType: ['src/contract', 'src/main'] },
]

/** Packages that belong to some zones only. */
const owners = [
  { packages: ['electron'], at: ['src/main/electron', 'src/main/index.ts', 'src/preload'] },
  { packages: ['hono', '@hono/node-server'], at: ['src/main/http'] },
  {
    packages: ['react', 'react-dom', 'zustand', 'i18next', 'react-i18next', 'radix-ui', 'lucide-react'],
    at: ['src/renderer'],
  },
]

/** Folders whose children never import one another, or a folder that stays free of others. */
const strangers = [
  {
    from: /^src\/renderer\/screens\/([^/]+)\//,
    to: /^src\/renderer\/screens\/([^/]+)\//,
    why: 'screens never import one another',
  },
  {
    from: /^src\/main\/(?!electron\/|index\.ts$)/,
    to: /^src\/main\/(electron\/|index$)/,
    why: 'the core runs without Electron',
  },
  { from: /^src\/renderer\/ui\//, to: /^src\/renderer\/(screens|connection)\//, why: 'ui/ knows no app state' },
]

/** A test wires what the core wires, and reads the messages that both sides of TouchDesigner's link agree on. */
const forTests = ['src/contract', 'src/main', 'td/protocol']

/** The rule; tests may reach across features. */
export const importRules = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{from}} may not import {{target}}: {{why}}' } },
  create(context) {
    const file = projectPath(context.cwd, context.filename)
    const check = (node, specifier, typeOnly) => {
      const why = typeof specifier === 'string' ? reasonAgainst({ file, specifier, typeOnly }) : null
      if (why !== null) context.report({ node, messageId: 'forbidden', data: { from: file, target: specifier, why } })
    }
    const checkStatic = (node) => node.source && check(node, node.source.value, isTypeOnly(node))
    return {
      ImportDeclaration: checkStatic,
      ExportNamedDeclaration: checkStatic,
      ExportAllDeclaration: checkStatic,
      ImportExpression: (node) => check(node, node.source.value, false),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0]?.value, false),
    }
  },
}

/** Null when `file` (from the project's root, with slashes) may import `specifier`, else the reason in words. */
export function reasonAgainst({ file, specifier, typeOnly }) {
  const zone = zones.find(({ at }) => isWithin(file, at))
  if (zone === undefined) return null
  if (!specifier.startsWith('.')) return reasonAgainstPackage(zone, specifier)
  const target = posix.join(posix.dirname(file), specifier)
  return reasonAgainstStranger(file, target) ?? reasonAgainstZone({ zone, file, target, typeOnly })
}

function reasonAgainstPackage(zone, specifier) {
  const name = packageName(specifier)
  if (name.startsWith('node:')) return allowsNode(zone) ? null : 'it runs where Node does not'
  if (zone.packages && !zone.packages.includes(name)) return `only ${zone.packages.join(', ')} here`
  const owner = owners.find(({ packages }) => packages.includes(name))
  return owner === undefined || owner.at.includes(zone.at) ? null : `it belongs to ${owner.at.join(', ')}`
}

function allowsNode(zone) {
  return zone.node !== false && zone.packages === undefined
}

function reasonAgainstStranger(file, target) {
  const own = (rule) => rule.from.exec(file)?.[1] !== undefined && rule.from.exec(file)[1] === rule.to.exec(target)?.[1]
  return strangers.find((rule) => rule.from.test(file) && rule.to.test(target) && !own(rule))?.why ?? null
}

function reasonAgainstZone({ zone, file, target, typeOnly }) {
  const isTest = /\.test\.tsx?$/.test(file) || file.includes('/testing/')
  const allowed = [zone.at, ...(typeOnly ? zone.mayType : zone.may), ...(isTest ? forTests : [])]
  if (allowed.some((at) => isWithin(target, at))) return null
  return typeOnly ? 'not even as a type' : 'import it as a type and take the value as a dependency'
}

function isWithin(path, at) {
  return path === at || path.startsWith(`${at}/`) || `${path}.ts` === at
}

function isTypeOnly(node) {
  if ((node.importKind ?? node.exportKind) === 'type') return true
  const specifiers = node.specifiers ?? []
  return specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === 'type')
}

function packageName(specifier) {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]
}

function projectPath(cwd, filename) {
  return relative(cwd, resolve(cwd, filename)).split(sep).join('/')
}
