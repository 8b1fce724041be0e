import { describe, expect, test } from 'vitest'
import { findFaults, readSources } from './check-boundaries.ts'

const problemsOf = (path: string, text: string) => findFaults([{ path, text }]).map(({ problem }) => problem)

const CONTROL_PLANE = 'packages/control-plane/src'

describe('imports', () => {
  test.each([
    ['contract/src/sites.ts', '../../control-plane/src/kernel/clock.ts', 'contract may not import kernel'],
    ['control-plane/src/kernel/log.ts', '../engine/engine.ts', 'kernel may not import engine'],
    ['control-plane/src/sites/site.ts', '../drivers/local/edge.ts', 'sites may not import drivers'],
    ['control-plane/src/shards/shard.ts', '../sites/index.ts', 'shards may not import sites'],
    ['control-plane/src/drivers/local/edge.ts', '../../sites/index.ts', 'drivers may not import sites'],
    ['console/src/main.tsx', '@aipress/control-plane/config.ts', 'console may not import config'],
    ['cli/src/main.ts', '@aipress/control-plane/kernel/log.ts', 'cli may not import kernel'],
  ])('%s may not import %s', (path, specifier, problem) => {
    expect(problemsOf(`packages/${path}`, `import { x } from '${specifier}'\n`)).toEqual([
      expect.stringContaining(problem),
    ])
  })

  test('a noun knows an earlier noun by its index alone', () => {
    const path = `${CONTROL_PLANE}/sites/site.ts`
    expect(problemsOf(path, "import { a } from '../shards/index.ts'\n")).toEqual([])
    expect(problemsOf(path, "import { a } from '../shards/shard-store.ts'\n")).toEqual([
      expect.stringContaining('only the index.ts of "shards" is public'),
    ])
  })

  test('dynamic and type imports and re-exports count', () => {
    const path = `${CONTROL_PLANE}/kernel/x.ts`
    const text =
      "await import('../sites/index.ts')\nimport type { A } from '../mail/index.ts'\nexport * from '../shards/index.ts'\n"
    expect(findFaults([{ path, text }]).map(({ line }) => line)).toEqual([1, 2, 3])
  })

  test('compose and tests put everything together', () => {
    const text = "import { a } from '../drivers/local/edge.ts'\n"
    expect(problemsOf(`${CONTROL_PLANE}/compose/local-cloud.ts`, text)).toEqual([])
    expect(problemsOf(`${CONTROL_PLANE}/main.ts`, text.replace('..', '.'))).toHaveLength(1)
    expect(problemsOf(`${CONTROL_PLANE}/sites/site.test.ts`, text)).toEqual([])
  })

  test('only tests import test code', () => {
    const text = "import { startPostgres } from '../../../../test/harness/postgres.ts'\n"
    expect(problemsOf(`${CONTROL_PLANE}/sites/site.ts`, text)).toEqual([
      expect.stringContaining('is for tests'),
    ])
  })

  test('a new folder must be given its place', () => {
    expect(problemsOf(`${CONTROL_PLANE}/backups/backup.ts`, '')).toEqual([
      expect.stringContaining('unknown area "backups"'),
    ])
  })
})

test('files over 400 lines are refused, generated ones are not', () => {
  const text = 'x\n'.repeat(401)
  expect(problemsOf('edge/long.lua', text)).toEqual(['has 401 lines; 400 is the most'])
  expect(problemsOf('edge/long.generated.lua', text)).toEqual([])
})

test.each(['utils', 'helpers', 'services', 'types', 'Utils', 'helper'])(
  'a folder "%s" is refused',
  (folder) => {
    expect(problemsOf(`packages/cli/src/${folder}/x.ts`, '')).toHaveLength(1)
  },
)

test('default exports are for configuration and routes', () => {
  const text = 'export default {}\n'
  expect(problemsOf('packages/cli/src/x.ts', text)).toHaveLength(1)
  expect(problemsOf('packages/cli/src/x.ts', 'export { x as default }\n')).toHaveLength(1)
  expect(problemsOf('vitest.config.ts', text)).toEqual([])
  expect(problemsOf('packages/console/src/routes/sites.tsx', text)).toEqual([])
})

test.each(['sleep', 'delay', 'setTimeout'])('tests may not call %s', (name) => {
  expect(problemsOf('packages/cli/src/x.test.ts', `await ${name}(5)`)).toHaveLength(1)
  expect(problemsOf('packages/cli/src/x.test.ts', `new Promise((done) => ${name}(done, 5))`)).toHaveLength(1)
  expect(problemsOf('packages/cli/src/x.ts', `await ${name}(5)`)).toEqual([])
})

test('a sleep with its reason is allowed', () => {
  const call = ['await delay', '(5)'].join('')
  expect(
    problemsOf('packages/cli/src/x.test.ts', `// Sleeps because time is what is tested.\n${call}`),
  ).toEqual([])
})

test('sources are found in every part of the repository', () => {
  const paths = readSources(`${import.meta.dirname}/..`).map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining([`${CONTROL_PLANE}/config.ts`, 'tools/run.mjs', 'packages/machine/src/up.ts']),
  )
  expect(paths.filter((path) => path.includes('node_modules'))).toEqual([])
})
