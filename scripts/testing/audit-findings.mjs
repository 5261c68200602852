// What of an `npm audit` concerns people who get the app, and not only those who build it.

/** Names of packages that the sources import: what is not external is bundled. `files` are the texts of src/. */
export function importedPackages(files) {
  const imports = /\b(?:from|import|require)\s*\(?\s*'(@?\w[\w.-]*(?:\/[\w.-]+)*)'/g
  const specifiers = files.flatMap((text) => [...text.matchAll(imports)])
  return [...new Set(specifiers.map(([, specifier]) => packageOf(specifier)))].sort()
}

function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Places in the lock file (`node_modules/x`) of these packages and of everything that they need. */
export function installedWith(lock, names) {
  const places = new Set()
  const visit = (name, from) => {
    const place = placeOf(lock, name, from)
    if (place === null || places.has(place)) return
    places.add(place)
    const { dependencies = {}, optionalDependencies = {} } = lock.packages[place]
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) visit(needed, place)
  }
  for (const name of names) visit(name, '')
  return places
}

/** As Node looks it up: beside the one that needs it, then further out. */
function placeOf(lock, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (Object.hasOwn(lock.packages, place)) return place
    if (folder === '') return null
    if (!folder.includes('/node_modules/')) folder = ''
  }
}

/** High and critical weaknesses of what is shipped, critical ones of anything else. */
export function findingsIn(report, shipped) {
  return Object.values(report.vulnerabilities).flatMap(({ name, severity, via, nodes }) => {
    const isShipped = nodes.some((node) => shipped.has(node))
    const counts = isShipped ? ['high', 'critical'] : ['critical']
    if (!counts.includes(severity)) return []
    const title = via.map((cause) => (typeof cause === 'string' ? `by ${cause}` : cause.title)).join('; ')
    return [{ name, severity, where: isShipped ? 'shipped' : 'for building', title }]
  })
}
