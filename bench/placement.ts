import pg from 'pg'
import { makeShards, onboard } from '../simulate/onboarding.ts'
import { type SimulatedPlatform, startSimulatedPlatform } from '../simulate/platform.ts'

const SITES = 1_000
const SHARDS = 40
const GROUPS = 2
const COMMITS = 3_000
const COMMITS_AT_ONCE = 48
/** A creation commits about so often: claim, operation, start, three steps, state, settlement, audit and key. */
const COMMITS_PER_SITE = 11

/**
 * Creations through the real engine, front and groups in processes of their own, on simulated shards, beside what
 * PostgreSQL alone commits in the same run.
 */
export async function run(): Promise<void> {
  await using platform = await startSimulatedPlatform({
    sites: SITES,
    shards: SHARDS,
    groups: GROUPS,
    seed: 1,
    timeScale: 0.01,
  })
  await makeShards(platform)
  const { perSecond, milestones } = await onboard(platform, [], () => undefined)
  const commits = await commitsPerSecond(platform)
  const counts = await platform.askDirectory('select sites, slots from shards')
  const sites = counts.map((row) => Number(row.sites))
  const above = counts.filter((row) => Number(row.sites) > Number(row.slots)).length
  const last = milestones.at(-1)
  process.stdout.write(
    [
      `Creations: ${perSecond.toFixed(0)} a second (aim 100), ${last?.cpuMsPerSite.toFixed(0)} ms of the control plane's processor time each`,
      `Raw: PostgreSQL commits ${commits.toFixed(0)} single rows a second, ${(commits / COMMITS_PER_SITE / perSecond).toFixed(1)} times what a creation's ${COMMITS_PER_SITE} commits would allow at that rate`,
      `From the call to the running site: p50 ${last?.latencyMs.p50.toFixed(0)} ms, p99 ${last?.latencyMs.p99.toFixed(0)} ms`,
      `Balance: ${Math.min(...sites)} to ${Math.max(...sites)} sites a shard on ${sites.length} shards, ${above} above the cap`,
      '',
    ].join('\n'),
  )
}

async function commitsPerSecond({ cloud }: SimulatedPlatform): Promise<number> {
  const pool = new pg.Pool({ user: 'aipress', database: 'aipress', host: cloud.layout.postgres.run, max: 20 })
  try {
    await pool.query('create table bench_commits (id bigint primary key)')
    const numbers = Array.from({ length: COMMITS }, (_, index) => index).values()
    const startedAt = performance.now()
    const worker = async () => {
      for (const number of numbers) await pool.query('insert into bench_commits values ($1)', [number])
    }
    await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, worker))
    return COMMITS / ((performance.now() - startedAt) / 1_000)
  } finally {
    await pool.end()
  }
}
