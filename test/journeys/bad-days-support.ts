import { createSite, type Operation, type Site } from '@aipress/contract'
import { expect, vi } from 'vitest'
import type { LocalCloud } from '../harness/local-cloud.ts'

/** Within this time a site must answer again after any daemon was killed. */
export const BACK_SECONDS_MAX = 10

const POLL_MS = 50
/** Of a bad day; a page takes 60 ms, so that this bounds a load of minutes. */
const REQUESTS_MAX = 20_000

export interface Created {
  readonly site: Site
  readonly operation: Operation
  readonly hostname: string
}

/** A site that runs. */
export async function createRunning(cloud: LocalCloud, title: string): Promise<Created> {
  const { site, operation } = await cloud.call(createSite, { title })
  const settled = await cloud.settled(operation.operationId)
  expect(settled).toMatchObject({ state: 'succeeded' })
  return { site, operation: settled, hostname: new URL(site.url).hostname }
}

/** Waits until the front page is WordPress' own again. Answers after how many milliseconds. */
export async function answersAgain(
  cloud: LocalCloud,
  hostname: string,
  secondsMax = BACK_SECONDS_MAX,
): Promise<number> {
  const since = Date.now()
  await eventually(async () => expect((await cloud.fetchSite(hostname)).status).toBe(200), secondsMax)
  return Date.now() - since
}

export async function eventually<T>(look: () => T | Promise<T>, secondsMax: number): Promise<T> {
  return vi.waitFor(look, { timeout: secondsMax * 1_000, interval: POLL_MS })
}

export interface Load {
  /** Ends it and answers what visitors got, in order: a status, or 0 where the connection failed. */
  stop(): Promise<{ at: number; status: number }[]>
}

/** Visitors who ask for uncached pages one after another, each over a new connection. */
export function startLoad(cloud: LocalCloud, hostname: string, visitors: number): Load {
  const answers: { at: number; status: number }[] = []
  let running = true
  async function visitor(): Promise<void> {
    while (running && answers.length < REQUESTS_MAX) {
      const status = await cloud.fetchSite(hostname, `/?visit=${answers.length}`).then(
        (answer) => answer.status,
        () => 0,
      )
      answers.push({ at: Date.now(), status })
      // A refused connection fails within microseconds: without a pause the loop would only burn processor.
      if (status === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  const loops = Array.from({ length: visitors }, visitor)
  return {
    async stop() {
      running = false
      await Promise.all(loops)
      return answers
    },
  }
}
