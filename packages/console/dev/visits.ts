import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import { HEADLESS_CHROMIUM } from '../../../test/harness/chromium.ts'
import { buildConsole } from '../../../test/harness/console-build.ts'
import type { FleetSize } from './fleet.ts'
import { DEV_PASSWORD } from './routes.ts'
import { type DevServer, startDevServer } from './server.ts'

export const SEEN_WITHIN_MS = 15_000

export type Built = Rolldown.RolldownOutput

export interface Visit extends AsyncDisposable {
  page: Page
  server: DevServer
  /** What the browser complained about, refused answers apart. */
  complaints: string[]
}

/** For a file of tests: the built console in a real browser, over an imitation that keeps to the contract. */
export function visits(): {
  visit(path: string, width?: number, fleet?: FleetSize): Promise<Visit>
  /** What people load, for tests of its size. */
  built(): Promise<Built>
} {
  let dist: string
  let browser: Browser
  beforeAll(async () => {
    dist = await buildConsole()
    browser = await chromium.launch({
      executablePath: HEADLESS_CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    })
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    built: buildAsShipped,
    async visit(path, width = 1280, fleet = undefined) {
      const server = await startDevServer({ dist, fleet })
      const context = await browser.newContext({ viewport: { width, height: 860 } })
      context.setDefaultTimeout(SEEN_WITHIN_MS)
      const page = await context.newPage()
      const complaints = complaintsOf(page)
      await page.goto(server.url + path)
      return {
        page,
        server,
        complaints,
        async [Symbol.asyncDispose]() {
          await context.close()
          await server[Symbol.asyncDispose]()
        },
      }
    },
  }
}

/** As people get it; the runner of tests would have the libraries built for their authors. */
async function buildAsShipped(): Promise<Built> {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    return (await build({
      root: join(import.meta.dirname, '..'),
      build: { write: false },
      logLevel: 'error',
    })) as Built
  } finally {
    process.env.NODE_ENV = before
  }
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill('anna@example.com')
  await page.getByLabel('Password').fill(DEV_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export async function ask(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.keyboard.press('Enter')
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(`${message.text()} (${message.location().url})`)
  })
  return complaints
}
