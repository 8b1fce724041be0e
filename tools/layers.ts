import type { Fault, Import, SourceFile } from './check-boundaries.ts'

/**
 * Which part may import which. Imports go one way:
 *
 *   contract ← kernel ← platform, engine ← actions ← drivers
 *
 * A noun may import those (but no driver) and the nouns before it in `NOUNS`, only through their
 * `index.ts`. Doors may import kernel, actions and nouns; console and cli the contract alone. Drivers
 * are known to compose, which main.ts starts, and to the machine package, which set a platform up, and to tests and benches.
 * Tests may import anything, as they put things together themselves.
 */
const NOUNS = [
  'audit',
  'accounts',
  'programs',
  'directory',
  'shards',
  'hostnames',
  'sites',
  'access',
  'operations',
  'bulk',
  'mail',
  'php-errors',
  'cron',
  'usage',
  'insights',
  'platform-status',
  'groups',
  'models',
  'assistant',
]

/** What each area may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  kernel: ['contract'],
  platform: ['contract', 'kernel'],
  engine: ['contract', 'kernel'],
  // The single path to every handler writes the audit line; audit in turn answers its own actions.
  actions: ['contract', 'kernel', 'audit'],
  drivers: ['contract', 'kernel', 'platform'],
  doors: ['contract', 'kernel', 'actions', ...NOUNS],
  // How long a home folder's path may be, and how models are named.
  config: ['contract', 'kernel', 'drivers'],
  compose: ['contract', 'kernel', 'platform', 'engine', 'actions', 'drivers', 'doors', 'config', ...NOUNS],
  main: ['kernel', 'config', 'compose'],
  console: ['contract'],
  cli: ['contract'],
  machine: ['contract', 'kernel', 'config', 'drivers', 'tools'],
  tools: [],
  ...Object.fromEntries(NOUNS.map((noun, index) => [noun, ofNoun(index)])),
}

function ofNoun(index: number): string[] {
  return ['contract', 'kernel', 'engine', 'platform', 'actions', ...NOUNS.slice(0, index)]
}

export function layerFaults({ path }: SourceFile, imports: readonly Import[]): Fault[] {
  const area = areaOf(path)
  if (area === undefined || isTestCode(path)) return []
  if (ALLOWED[area] === undefined) {
    return [
      { path, line: 1, problem: `is of the unknown area "${area}"; give it a place in tools/layers.ts` },
    ]
  }
  return imports.flatMap(({ target, line }) => {
    const problem = problemOf(area, target)
    return problem === undefined ? [] : [{ path, line, problem }]
  })
}

function problemOf(area: string, target: string): string | undefined {
  if (isTestCode(target)) return `imports ${target}, which is for tests`
  const other = areaOf(target)
  if (other === undefined || other === area) return undefined
  if (!ALLOWED[area]?.includes(other)) return `${area} may not import ${other} (${target})`
  const isPublic = /\/index\.ts$/.test(target)
  return NOUNS.includes(other) && !isPublic
    ? `imports ${target}; only the index.ts of "${other}" is public`
    : undefined
}

/** Suites, fixtures in `testing/` folders, harness, journeys and benches. */
export function isTestCode(path: string): boolean {
  return /\.(test|suite)\.tsx?$|\/testing\/|\/eval\/|^(test|bench)\//.test(path)
}

/** `undefined` for what no layer has a say in: configuration beside the packages, PHP, Lua. */
export function areaOf(path: string): string | undefined {
  const inside = /^packages\/control-plane\/src\/(?:([^/]+)\/|([^/]+)\.ts$)/.exec(path)
  if (inside !== null) return inside[1] ?? inside[2]
  if (path.startsWith('tools/')) return 'tools'
  return /^packages\/([^/]+)\/(?:src|bin)\//.exec(path)?.[1]
}
