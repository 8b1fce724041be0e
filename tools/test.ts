import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'

/**
 * `npm test`, once everything is installed: types, linter and boundaries first, then every test. The last
 * line is `N passed, N failed`, where the check counts as one.
 */
const repository = dirname(import.meta.dirname)

interface Counts {
  passed: number
  failed: number
}

async function main(): Promise<void> {
  // The check is for the whole repository, so whoever names a test file wants that file alone.
  const names = process.argv.slice(2)
  const check = names.length === 0 ? await runCheck() : { passed: 0, failed: 0 }
  const tests = await runTests(names)
  const [passed, failed] = [check.passed + tests.passed, check.failed + tests.failed]
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

async function runCheck(): Promise<Counts> {
  const { exitCode } = await execa('npm', ['run', '--silent', 'check'], {
    cwd: repository,
    stdio: 'inherit',
    reject: false,
  })
  if (exitCode === 0) return { passed: 1, failed: 0 }
  process.stdout.write('\n"npm run check" found the faults above.\n')
  return { passed: 0, failed: 1 }
}

async function runTests(names: readonly string[]): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-test-'))
  const report = join(folder, 'report.json')
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const { exitCode } = await execa(process.execPath, [vitest, 'run', ...reporters, ...names], {
      cwd: repository,
      stdio: 'inherit',
      reject: false,
    })
    return countsOf(await readFile(report, 'utf8').catch(() => undefined), exitCode === 0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** A file that cannot even be loaded has no failed test, and an error outside of tests belongs to no file: each counts. */
export function countsOf(text: string | undefined, succeeded: boolean): Counts {
  if (text === undefined) return { passed: 0, failed: 1 }
  const report: Report = JSON.parse(text)
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  const failed = report.numFailedTests + unloaded.length
  return { passed: report.numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed }
}

if (import.meta.main) await main()
