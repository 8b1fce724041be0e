import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { buildConsole } from '../../../test/harness/console-build.ts'
import type { FleetSize } from './fleet.ts'
import { DEV_PASSWORD } from './routes.ts'
import { type DevServer, startDevServer } from './server.ts'

const CHROMIUM = '/usr/bin/chromium'
export const SEEN_WITHIN_MS = 15_000

export interface Visit extends AsyncDisposable {
  page: Page
  server: DevServer
  /** What the browser complained about, refused answers apart. */
  complaints: string[]
}

/** For a file of tests: the built console in a real browser, over an imitation that keeps to the contract. */
export function visits(): { visit(path: string, width?: number, fleet?: FleetSize): Promise<Visit> } {
  let dist: string
  let browser: Browser
  beforeAll(async () => {
    dist = await buildConsole()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
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
