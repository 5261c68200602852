import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findingsIn, importedPackages, installedWith } from './audit-findings.mjs'

const lock = {
  packages: {
    '': {},
    'node_modules/hono': { dependencies: { small: '1' } },
    'node_modules/hono/node_modules/small': { dependencies: { tiny: '1' } },
    'node_modules/small': {},
    'node_modules/tiny': { optionalDependencies: { absent: '1' } },
    'node_modules/eslint': { dependencies: { small: '2' } },
  },
}
const weakness = (name, severity, nodes, via = [{ title: 'it breaks' }]) => ({ name, severity, via, nodes })

test('what the sources import is shipped, by its package and once', () => {
  const files = [
    `import { Hono } from 'hono'\nimport { bodyLimit } from 'hono/body-limit'\nimport x from '@a/b/c'`,
    `import './base.css'\nimport { join } from 'node:path'\nconst y = await import('yazl')\nrequire('electron')`,
    `import type { z } from '../zod'`,
  ]
  expect(importedPackages(files)).toEqual(['@a/b', 'electron', 'hono', 'yazl'])
})

test('what a shipped package needs is shipped with it, from where Node would take it', () => {
  expect([...installedWith(lock, ['hono', 'not installed'])]).toEqual([
    'node_modules/hono',
    'node_modules/hono/node_modules/small',
    'node_modules/tiny',
  ])
})

test('high weaknesses count in what is shipped, critical ones everywhere, lesser ones nowhere', () => {
  const shipped = installedWith(lock, ['hono'])
  const report = {
    vulnerabilities: {
      tiny: weakness('tiny', 'high', ['node_modules/tiny'], ['hono', { title: 'it breaks' }]),
      small: weakness('small', 'high', ['node_modules/small']),
      eslint: weakness('eslint', 'critical', ['node_modules/eslint']),
      hono: weakness('hono', 'moderate', ['node_modules/hono']),
    },
  }
  expect(findingsIn(report, shipped)).toEqual([
    { name: 'tiny', severity: 'high', where: 'shipped', title: 'by hono; it breaks' },
    { name: 'eslint', severity: 'critical', where: 'for building', title: 'it breaks' },
  ])
})

test('the real lock file is understood', () => {
  const real = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const places = installedWith(real, ['sharp', 'hono', 'react-dom'])
  expect(places).toContain('node_modules/scheduler')
  expect(places).not.toContain('node_modules/eslint')
})
