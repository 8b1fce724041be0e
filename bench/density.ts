import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createSite, listSites } from '@aipress/contract'
import { execa } from 'execa'
import { stopPlatform } from '../packages/machine/src/stop.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { timed } from './measure.ts'
import { heldBelow } from './processes.ts'
import { save } from './save.ts'

/** What the product promises, and what it does with twice as many. */
const STAGES = [1_000, 2_000]
const SITES_PER_SHARD = 50
const AT_ONCE = 8
/** Before anybody visits a site, its processes have ended: they do after half a minute. */
const IDLE_MS_MAX = 60_000

/**
 * A thousand live sites on this machine, then two thousand: what they hold when nobody visits them and while each is
 * visited once, cold, and how long the platform takes to start with them. The rival is what one container or daemon for
 * each site would be: a PHP-FPM master, as small as it gets, times the number of sites, measured in the same run.
 */
export async function run(): Promise<void> {
  const shards = Math.ceil(Math.max(...STAGES) / SITES_PER_SHARD)
  await using cloud = await startLocalCloud({
    environment: {
      AIPRESS_SITES_PER_SHARD: String(SITES_PER_SHARD),
      AIPRESS_SITES_TARGET: String(SITES_PER_SHARD),
      AIPRESS_SHARDS_MAX: String(shards),
      AIPRESS_WARM_SLOTS: '2',
    },
  })
  const stages: Figures[] = []
  let made = 0
  for (const sites of STAGES) {
    const created = await timed(() => inParallel(sites - made, (index) => create(cloud, made + index)))
    process.stdout.write(`${sites - made} sites made in ${seconds(created.durationMs)}\n`)
    made = sites
    const figures = { ...(await measure(cloud, sites)), createMs: created.durationMs }
    print(figures)
    stages.push(figures)
  }
  await save('density', { stages })
}

async function measure(cloud: LocalCloud, sites: number): Promise<Omit<Figures, 'createMs'>> {
  const roots = await rootsOf(cloud)
  await sleepIn()
  const idle = await heldBelow(roots)
  let peak = idle
  const answers = new Map<number, number>()
  const visited = await timed(() =>
    inParallel(sites, async (index) => {
      const headers = { cookie: 'comment_author_bench=1' }
      const { status } = await cloud.fetchSite(`${nameOf(index)}.localhost`, '/', {
        headers,
        timeoutMs: 60_000,
      })
      answers.set(status, (answers.get(status) ?? 0) + 1)
      if (index % 50 === 0) {
        const held = await heldBelow(roots)
        if (held.memoryBytes > peak.memoryBytes) peak = held
      }
    }),
  )
  const { stdout: disk } = await execa('du', ['-sk', cloud.home])
  await stopPlatform(cloud.layout)
  const started = await timed(() => cloud.up())
  return {
    sites,
    shards: Math.ceil(sites / SITES_PER_SHARD),
    idle,
    peak,
    diskBytes: Number(disk.split('\t')[0]) * 1024,
    visitMs: visited.durationMs,
    answers: Object.fromEntries(answers),
    startMs: started.durationMs,
    sitesAfterStart: (await cloud.call(listSites, { limit: 1 })).total,
    masterBytes: await masterBytes(),
  }
}

const nameOf = (index: number) => `site-${index + 1}`

async function create(cloud: LocalCloud, index: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { operation } = await cloud.call(createSite, { title: `Site ${index + 1}` })
      const settled = await cloud.settled(operation.operationId)
      if (settled.state !== 'succeeded') throw new Error(JSON.stringify(settled.error))
      return
    } catch (error) {
      // A shard is made as the last one fills.
      if (attempt === 60 || !String(error).includes('place')) throw error
      await delay(1_000)
    }
  }
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** What all of the platform's daemons descend from. */
async function rootsOf({ layout }: LocalCloud): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return command.includes('s6-svscan') && command.includes(layout.services) ? Number(pid) : undefined
    }),
  )
  return found.filter((pid) => pid !== undefined)
}

async function sleepIn(): Promise<void> {
  const until = Date.now() + IDLE_MS_MAX
  const isAwake = async () => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const commands = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    )
    return commands.some((command) => command.startsWith('php-fpm: pool site_'))
  }
  while (Date.now() < until && (await isAwake())) await delay(1_000)
}

/** Of a PHP-FPM with one pool and no process. */
async function masterBytes(): Promise<number> {
  const { stdout } = await execa('mktemp', ['-d'])
  const configuration = `${stdout}/fpm.conf`
  await execa('tee', [configuration], {
    input: `[global]\nerror_log = /dev/null\n[www]\nuser = www-data\nlisten = ${stdout}/s.sock\npm = ondemand\npm.max_children = 1\n`,
  })
  const child = execa('/usr/sbin/php-fpm8.2', ['--nodaemonize', '--fpm-config', configuration], {
    reject: false,
  })
  await delay(1_500)
  const { memoryBytes } = await heldBelow([child.pid ?? 0])
  child.kill('SIGTERM')
  await child
  await execa('rm', ['-rf', stdout])
  return memoryBytes
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`

interface Figures {
  sites: number
  shards: number
  idle: Awaited<ReturnType<typeof heldBelow>>
  peak: Awaited<ReturnType<typeof heldBelow>>
  diskBytes: number
  createMs: number
  visitMs: number
  answers: Record<string, number>
  startMs: number
  sitesAfterStart: number | undefined
  masterBytes: number
}

function print(figures: Figures): void {
  const { sites, shards, idle, peak, diskBytes, visitMs, answers, startMs, masterBytes: master } = figures
  const told = Object.entries(answers).map(([status, count]) => `${count} × ${status}`)
  process.stdout.write(`
${sites} sites on ${shards} shards
when nobody visits     ${gigabytes(idle.memoryBytes)}, ${idle.processes} processes, ${idle.openFiles} open files
all visited, the most  ${gigabytes(peak.memoryBytes)} (aim 4 GB), ${peak.processes} processes, ${peak.openFiles} open files
each visited once      ${told.join(', ')} in ${seconds(visitMs)}
disk                   ${gigabytes(diskBytes)}
down and up again      ${seconds(startMs)} to start (aim 30 s)
a master for each site ${gigabytes(master * sites)} for nothing but PHP-FPM masters (${(master / 1e6).toFixed(1)} MB each)
`)
}
