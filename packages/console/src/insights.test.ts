import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ask, signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

/** Where the environment names a folder, for looking at; tests need none. */
async function picture(page: Page, name: string) {
  const folder = process.env.AIPRESS_PICTURES
  if (folder === undefined) return
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 860 }
  await page.setViewportSize({ width, height: 2_400 })
  await page.screenshot({ path: `${folder}/${name}.png` })
  await page.setViewportSize({ width, height })
}

test('a site’s performance is drawn, walked through by keyboard, and there as a table', async () => {
  await using visited = await visit('/sites/harbour-books/performance')
  const { page } = visited
  await signIn(page)
  const chart = page.getByRole('slider', { name: 'Latency of what PHP makes' })
  await chart.locator('canvas').waitFor()
  await page.getByText(/pages took a second or more/).waitFor()
  await picture(page, 'performance-light')
  await chart.focus()
  await page.keyboard.press('Home')
  expect(await chart.getAttribute('aria-valuetext')).toMatch(
    /^\w{3} \d+, \d\d:00: 95 % within \d+ ms, Half within 126 ms$/,
  )
  const first = await chart.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowRight')
  expect(await chart.getAttribute('aria-valuetext')).not.toBe(first)
  await page.keyboard.press('Escape')
  expect(await chart.getAttribute('aria-valuetext')).toBe('Use the arrow keys to walk through it')
  await page.getByRole('button', { name: 'Latency of what PHP makes as a table' }).click()
  const table = page.getByRole('table').filter({ hasText: 'Half within' })
  expect(await table.getByRole('row').count()).toBeGreaterThan(24)
  expect(await table.getByText('none').count()).toBeGreaterThan(0)
  await page.getByRole('radio', { name: '30 days' }).locator('..').click()
  await page.waitForURL(/range=last(\+|%20)30(\+|%20)days/)
  await table.getByText('Day (UTC)').waitFor()
  expect(visited.complaints).toEqual([])
})

test('a time of a single step is drawn within its chart, and said in words', async () => {
  await using visited = await visit('/sites/harbour-books/performance')
  const { page } = visited
  await page.route('**/insights*', async (route) => {
    const response = await route.fetch()
    const answer = await response.json()
    const [point] = answer.points ?? []
    if (point === undefined) return route.fulfill({ response })
    const to = new Date(Date.parse(point.at) + 3_600_000).toISOString()
    return route.fulfill({ response, json: { ...answer, from: point.at, to, points: [point] } })
  })
  await signIn(page)
  const chart = page.getByRole('slider', { name: 'Latency of what PHP makes' })
  await chart.locator('canvas').waitFor()
  await page.getByText(/^There is one measurement\. \w{3} \d+, \d\d:00: 95 % within \d+ ms/).waitFor()
  const painted = (columns: 'all' | 'beyond') =>
    chart.locator('canvas').evaluate((element, of) => {
      const canvas = element as HTMLCanvasElement
      // Beyond the chart there are eight pixels for the tips of what is drawn.
      const width = of === 'all' ? canvas.width : 4 * devicePixelRatio
      const { data } =
        canvas.getContext('2d')?.getImageData(canvas.width - width, 0, width, canvas.height) ?? {}
      return data?.some((value, index) => index % 4 === 3 && value > 0)
    }, columns)
  await expect.poll(() => painted('all')).toBe(true)
  expect(await painted('beyond')).toBe(false)
  expect(visited.complaints).toEqual([])
})

test('nothing that plugins wrote becomes markup among what changed', async () => {
  await using visited = await visit('/sites/harbour-books/performance')
  const { page } = visited
  await signIn(page)
  await page.getByText('Call to undefined function bake() <b>now</b>').waitFor()
  expect(visited.complaints).toEqual([])
})

test('sites are ranked, and each leads to what explains it', async () => {
  await using visited = await visit('/insights')
  const { page } = visited
  await signIn(page)
  await page.getByText('3.1 s').waitFor()
  await picture(page, 'insights-light')
  await page.getByRole('radio', { name: 'Bandwidth' }).locator('..').click()
  await page.waitForURL(/by=bandwidth/)
  await page.getByRole('main').getByText('Sent', { exact: true }).waitFor()
  await page.getByRole('main').getByRole('link').first().click()
  await page.getByRole('slider').first().waitFor()
  expect(new URL(page.url()).pathname).toMatch(/\/performance$/)
  expect(visited.complaints).toEqual([])
})

test('a question in the chat is answered with a chart, and a ranking with its source', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'what was the latency of harbour-books')
  const log = page.getByRole('log')
  await log.getByRole('slider', { name: 'Latency of what PHP makes' }).locator('canvas').waitFor()
  await log.getByRole('radio', { name: 'Cache' }).locator('..').click()
  await log.getByRole('slider', { name: 'Pages from the cache' }).locator('canvas').waitFor()
  await ask(page, 'which sites are slow, and why?')
  await log.getByText('3.1 s').waitFor()
  await picture(page, 'chat-light')
  expect(await log.getByText(/Source: access logs/).count()).toBe(2)
  expect(visited.complaints).toEqual([])
})

test('of a site that was not slow the chat says by which measure, and where nothing was asked, that', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'what was the latency of cafe-zurich')
  const log = page.getByRole('log')
  await log
    .getByText(/^Nothing was slow: of the [\d,]+ pages that PHP made, half came within 126 ms/)
    .waitFor()
  await log.getByRole('link', { name: 'The last 7 days' }).waitFor()
  await picture(page, 'chat-not-slow')
  await ask(page, 'what was the latency of panwu-kobe')
  await log.getByText('Nothing was asked of it in this time.').waitFor()
  await log.getByRole('link', { name: 'Logs' }).last().click()
  await page.waitForURL(/\/sites\/panwu-kobe\/logs/)
  expect(visited.complaints).toEqual([])
})

test.each([
  ['dark', 1280],
  ['phone', 375],
])('charts fit, %s', async (name, width) => {
  await using visited = await visit('/sites/harbour-books/performance', width)
  const { page } = visited
  await page.emulateMedia({ colorScheme: name === 'dark' ? 'dark' : 'light' })
  await signIn(page)
  const chart = page.getByRole('slider').first()
  await chart.locator('canvas').waitFor()
  await page.getByText(/pages took a second or more/).waitFor()
  const [box, canvas] = [await chart.boundingBox(), await chart.locator('canvas').boundingBox()]
  expect(canvas?.width).toBeLessThanOrEqual((box?.width ?? 0) + 1)
  await picture(page, `performance-${name}`)
  expect(visited.complaints).toEqual([])
})
