import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { makeShards, onboard } from '../simulate/onboarding.ts'
import { type SimulatedPlatform, startSimulatedPlatform } from '../simulate/platform.ts'

const SITES = 1_500
const SHARDS = 40
/** One is the default set-up, all of it one process; three more processes share the same two processors. */
const GROUPS = [1, 2]
const COMMITS = 3_000
const STATISTICS_DELAY_MS = 1_500
const COMMITS_AT_ONCE = 48

/**
 * Creations through the real engine on simulated shards, in one process and with control groups in processes of
 * their own, beside what PostgreSQL alone commits in the same run.
 */
export async function run(): Promise<void> {
  for (const groups of GROUPS) await runWith(groups)
}

async function runWith(groups: number): Promise<void> {
  await using platform = await startSimulatedPlatform({
    sites: SITES,
    shards: SHARDS,
    groups,
    seed: 1,
    timeScale: 0.01,
  })
  await makeShards(platform)
  const before = await commitsOf(platform)
  const { perSecond, milestones } = await onboard(platform, [], () => undefined)
  const perSite = ((await commitsOf(platform)) - before) / SITES
  const raw = await commitsPerSecond(platform)
  const counts = await platform.askDirectory('select sites, slots from shards')
  const sites = counts.map((row) => Number(row.sites))
  const above = counts.filter((row) => Number(row.sites) > Number(row.slots)).length
  const last = milestones.at(-1)
  process.stdout.write(
    [
      `${groups === 1 ? 'One process' : `${groups} control groups and their front`}: ${perSecond.toFixed(0)} creations a second (aim 100 on two processors), ${last?.cpuMsPerSite.toFixed(0)} ms of the control plane's processor time each`,
      `Raw: PostgreSQL commits ${raw.toFixed(0)} single rows a second; a creation takes ${perSite.toFixed(1)} commits, everything else that goes on included, so that is ${(raw / perSite / perSecond).toFixed(1)} times this rate`,
      `From the call to the running site: p50 ${last?.latencyMs.p50.toFixed(0)} ms, p99 ${last?.latencyMs.p99.toFixed(0)} ms`,
      `Balance: ${Math.min(...sites)} to ${Math.max(...sites)} sites a shard on ${sites.length} shards, ${above} above the cap`,
      '',
    ].join('\n'),
  )
}

/** Of all its databases since it started; PostgreSQL tells with a second's delay. */
async function commitsOf({ askDirectory }: SimulatedPlatform): Promise<number> {
  await delay(STATISTICS_DELAY_MS)
  const [row] = await askDirectory('select sum(xact_commit) as commits from pg_stat_database')
  return Number(row?.commits)
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
