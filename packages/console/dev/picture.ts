import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

/**
 * Takes the README's picture from a platform that really runs:
 * `node packages/console/dev/picture.ts http://localhost:8080 anna@example.com 'her password'`
 */
const TARGET = join(import.meta.dirname, '../../../docs/images/console.png')
const SENTENCE = 'Create a site called Corner Bakery'

const [url, email, password] = process.argv.slice(2)
if (url === undefined || email === undefined || password === undefined) {
  console.error("Usage: picture.ts <url of the console> <e-mail address> '<password>'")
  process.exit(2)
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({
    viewport: { width: 1360, height: 820 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
  })
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Message').fill(SENTENCE)
  await page.keyboard.press('Enter')
  await page.getByRole('log').getByText('Running').waitFor()
  await page.getByRole('button', { name: 'Send' }).waitFor()
  await page.mouse.move(0, 0)
  await mkdir(dirname(TARGET), { recursive: true })
  await page.screenshot({ path: TARGET, animations: 'disabled' })
  console.log(TARGET)
} finally {
  await browser.close()
}
