import { readFile, stat, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { createSite, invitePerson } from '@aipress/contract'
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import desktop from 'lighthouse/core/config/desktop-config.js'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { benchInteractions } from './interactions.ts'
import { save } from './save.ts'

const SITES = ['Corner Bakery', 'Harbour Books', 'Cafe Zurich', 'Green Garden', 'Blue Note']
const PAGES = [
  { name: 'home', path: '/', document: 'home' },
  { name: 'fleet', path: '/sites', document: 'sites' },
  { name: 'site', path: '/sites/corner-bakery', document: 'site' },
] as const
const FORMS = ['mobile', 'desktop'] as const
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const AIM = 95
/** The middle one counts: Lighthouse multiplies the processor's time by four, and so all else that the machine does. */
const RUNS = 5
/** On a busy machine it loses its own trace now and then. */
const FAILURES_MAX = 3
/** Of a person who is made for this. */
const PASSWORD = 'three loaves of rye'

/**
 * The console as Lighthouse judges it, signed in, over a real platform: a phone on a slow network by default, and a desk.
 * Beside it how much JavaScript comes before a page can be used, and how soon the console answers to a person.
 */
export async function run(): Promise<void> {
  const pages = await benchPages()
  const interactions = await benchInteractions()
  await save('lighthouse', { runs: RUNS, pages, interactions })
}

interface Judged {
  page: string
  form: (typeof FORMS)[number]
  /** Of the middle run. */
  scores: Record<string, number>
  /** Of each run. */
  performances: number[]
  /** Of the middle run: milliseconds, and shifts without a unit. */
  metrics: Record<(typeof METRICS)[number], number>
  compressedJavaScriptBytes: { brotli: number; gzip: number }
  /** Of the machine, over the last minute. */
  load: number
}

async function benchPages(): Promise<Judged[]> {
  await using cloud = await startLocalCloud({ withConsole: true })
  for (const title of SITES) {
    const { operation } = await cloud.call(createSite, { title })
    await cloud.settled(operation.operationId)
  }
  const cookie = await signedIn(cloud)
  await using chrome = await startChrome()
  const all: Judged[] = []
  process.stdout.write(`${HEADING}\n`)
  for (const form of FORMS) {
    for (const page of PAGES) {
      const url = `http://127.0.0.1:${cloud.port}${page.path}`
      const judged: Judged = {
        page: page.name,
        form,
        ...(await judge(url, { form, cookie, port: chrome.port })),
        compressedJavaScriptBytes: await weightOf(cloud, page.document),
        load: loadavg()[0] ?? Number.NaN,
      }
      all.push(judged)
      process.stdout.write(`${row(judged)}\n`)
    }
  }
  const short = all.filter(({ scores }) => Object.values(scores).some((score) => score < AIM))
  process.stdout.write(`${all.length - short.length} of ${all.length} reach ${AIM} in all three\n`)
  return all
}

const METRICS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index',
] as const

/** What is read of Lighthouse's own. */
interface Report {
  categories: Record<string, { score: number | null }>
  audits: Record<string, { numericValue?: number }>
}

interface Run {
  form: (typeof FORMS)[number]
  cookie: string
  port: number
}

async function judge(
  url: string,
  { form, cookie, port }: Run,
): Promise<Pick<Judged, 'scores' | 'performances' | 'metrics'>> {
  const runs: Report[] = []
  for (let failures = 0; runs.length < RUNS; ) {
    const options = {
      port,
      onlyCategories: [...CATEGORIES],
      extraHeaders: { cookie },
      logLevel: 'silent' as const,
    }
    const result = await lighthouse(url, options, form === 'desktop' ? desktop : undefined)
    const error = result?.lhr.runtimeError?.message
    if (result !== undefined && error === undefined) runs.push(result.lhr)
    else if (++failures > FAILURES_MAX) throw new Error(`Lighthouse could not judge ${url}: ${error}`)
  }
  const score = (lhr: Report, category: string) => Math.round((lhr.categories[category]?.score ?? 0) * 100)
  const sorted = runs.toSorted((a, b) => score(a, 'performance') - score(b, 'performance'))
  const middle = sorted[Math.floor(RUNS / 2)]
  if (middle === undefined) throw new Error('There was no run.')
  return {
    scores: Object.fromEntries(CATEGORIES.map((category) => [category, score(middle, category)])),
    performances: sorted.map((lhr) => score(lhr, 'performance')),
    metrics: Object.fromEntries(
      METRICS.map((metric) => [metric, middle.audits[metric]?.numericValue ?? Number.NaN]),
    ) as Judged['metrics'],
  }
}

async function signedIn(cloud: LocalCloud): Promise<string> {
  const { url } = await cloud.call(invitePerson, { email: 'anna@example.com', role: 'administrator' })
  const origin = `http://127.0.0.1:${cloud.port}`
  const answer = await fetch(`${origin}/auth/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: new URL(url).searchParams.get('token'), name: 'Anna', password: PASSWORD }),
  })
  if (answer.status !== 200) throw new Error(`Accepting answered ${answer.status}: ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
}

/** Before whatever else the machine does, as far as the kernel divides it by sessions. */
const PRECEDENCE = '-15'

async function startChrome(): Promise<AsyncDisposable & { port: number }> {
  const chrome = await launch({
    chromePath: '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox'],
    logLevel: 'silent',
  })
  await writeFile(`/proc/${chrome.pid}/autogroup`, PRECEDENCE).catch(() => undefined)
  return {
    port: chrome.port,
    async [Symbol.asyncDispose]() {
      chrome.kill()
    },
  }
}

/** All that the document names as needed by its page, as the edge sends it. */
async function weightOf(cloud: LocalCloud, document: string): Promise<{ brotli: number; gzip: number }> {
  const html = await readFile(join(cloud.layout.console, `first/${document}.html`), 'utf8')
  const code = /<meta name="aipress-code" content="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? []
  const sizeOf = async (ending: string) => {
    const sizes = await Promise.all(code.map((path) => stat(join(cloud.layout.console, path + ending))))
    return sizes.reduce((sum, { size }) => sum + size, 0)
  }
  return { brotli: await sizeOf('.br'), gzip: await sizeOf('.gz') }
}

const COLUMNS = ['perf', 'a11y', 'best', 'FCP', 'LCP', 'TBT', 'CLS', 'SI', 'JS br', 'JS gz', 'load']
const HEADING = `${''.padEnd(16)}${COLUMNS.map((name) => name.padStart(8)).join('')}  performance of each run`

function row({ form, page, scores, metrics, performances, compressedJavaScriptBytes, load }: Judged): string {
  const cells = [
    ...CATEGORIES.map((category) => String(scores[category])),
    ...METRICS.map((metric) =>
      metric === 'cumulative-layout-shift' ? metrics[metric].toFixed(3) : String(Math.round(metrics[metric])),
    ),
    ...Object.values(compressedJavaScriptBytes).map((bytes) => `${Math.round(bytes / 1_000)} kB`),
    load.toFixed(1),
  ]
  return `${`${form}, ${page}`.padEnd(16)}${cells.map((cell) => cell.padStart(8)).join('')}  ${performances.join(' ')}`
}
