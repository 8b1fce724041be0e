import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { layerFaults } from './layers.ts'

/**
 * The rules of the repository that no linter knows: which part may import which (see layers.ts), sizes
 * of files, names of folders, default exports, tests that sleep. Run by `npm run check`; prints each
 * fault with its file and line, and fails if there is one.
 */
export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Fault {
  readonly path: string
  readonly line: number
  readonly problem: string
}

const ROOTS = ['packages', 'test', 'bench', 'tools', 'edge', 'wordpress']
const NOT_OURS = ['node_modules', 'dist', 'coverage']
const SOURCE = /\.(ts|tsx|mjs|php|lua|css)$/
const GENERATED = /\.generated\./

/** Long files tire; style.md of the project asks for 200 and stops at 400. */
const LINES_MAX = 400

export function findFaults(files: readonly SourceFile[]): Fault[] {
  return files.flatMap((file) => [
    ...layerFaults(file, importsOf(file)),
    ...sizeFaults(file),
    ...folderFaults(file),
    ...defaultExportFaults(file),
    ...sleepFaults(file),
  ])
}

export interface Import {
  /** The file imported, from the repository's root; packages from npm are left out. */
  readonly target: string
  readonly line: number
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g

function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(IMPORT)].flatMap((match) => {
    const target = targetOf(file.path, match[2] ?? '')
    return target === undefined ? [] : [{ target, line: lineAt(file.text, match.index) }]
  })
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(path), specifier).split(sep).join('/')
  const match = /^@aipress\/([a-z-]+)(?:\/(.+))?$/.exec(specifier)
  return match === null ? undefined : `packages/${match[1]}/src/${match[2] ?? 'index.ts'}`
}

function sizeFaults({ path, text }: SourceFile): Fault[] {
  const lines = text.split('\n').length - 1
  if (lines <= LINES_MAX || GENERATED.test(path)) return []
  return [{ path, line: LINES_MAX + 1, problem: `has ${lines} lines; ${LINES_MAX} is the most` }]
}

/** A folder named for a kind of code gathers what belongs to nobody. */
const FOLDERS_REFUSED = /^(utils?|helpers?|services?|types?)$/i

function folderFaults({ path }: SourceFile): Fault[] {
  const name = path
    .split('/')
    .slice(0, -1)
    .find((folder) => FOLDERS_REFUSED.test(folder))
  return name === undefined
    ? []
    : [{ path, line: 1, problem: `lies in a folder "${name}"; name it for the thing it holds` }]
}

/** Tools demand one in their configuration files. */
const DEFAULT_EXPORT_ALLOWED = /\.config\.ts$|^packages\/console\/src\/routes\//

function defaultExportFaults({ path, text }: SourceFile): Fault[] {
  if (DEFAULT_EXPORT_ALLOWED.test(path) || !/\.(ts|tsx|mjs)$/.test(path)) return []
  return matches(text, /^export (default\b|\{[^}]*\bas default\b)/gm).map((line) => ({
    path,
    line,
    problem: 'has a default export; give it a name',
  }))
}

/**
 * A test that sleeps is slow on a fast machine and wrong on a slow one; `vi.waitFor` waits for a condition.
 * Where time itself is the condition, a comment above says so: `// Sleeps because …`.
 */
const SLEEP = /(\bawait|=>) (\w+\.)?(sleep|delay|setTimeout)\(/g
const REASON = /^\s*\/\/ Sleeps because /

function sleepFaults({ path, text }: SourceFile): Fault[] {
  if (!/\.(test|suite)\.tsx?$/.test(path)) return []
  const lines = text.split('\n')
  return matches(text, SLEEP)
    .filter((line) => !REASON.test(lines[line - 2] ?? ''))
    .map((line) => ({ path, line, problem: 'sleeps; wait for a condition with a limit instead' }))
}

function matches(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map((match) => lineAt(text, match.index))
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length

export function readSources(repository: string): SourceFile[] {
  return ROOTS.flatMap((root) => pathsUnder(join(repository, root))).map((path) => ({
    path: relative(repository, path).split(sep).join('/'),
    text: readFileSync(path, 'utf8'),
  }))
}

function pathsUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : pathsUnder(join(folder, entry.name))
    return SOURCE.test(entry.name) ? [join(folder, entry.name)] : []
  })
}

if (import.meta.main) {
  const faults = findFaults(readSources(dirname(import.meta.dirname)))
  for (const { path, line, problem } of faults) process.stdout.write(`${path}:${line} ${problem}\n`)
  if (faults.length > 0) process.stdout.write(`\n${faults.length} faults\n`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
