import { createSite, listHostnames, showSite } from '@aipress/contract'
import { expect, test, vi } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { visit } from '../harness/http.ts'
import { startLocalCloud } from '../harness/local-cloud.ts'

test('sites follow the platform to another port and domain', { timeout: 180_000 }, async () => {
  await using cloud = await startLocalCloud()
  const { operation } = await cloud.call(createSite, { title: 'Corner Bakery' })
  await cloud.settled(operation.operationId)
  const port = await freePort()
  await cloud.up({ AIPRESS_PORT: String(port), AIPRESS_DOMAIN: 'sites.example' })

  const host = 'corner-bakery.sites.example'
  await vi.waitFor(
    async () => {
      const page = await visit({ port, host })
      expect(page.status).toBe(200)
      expect(page.body).toContain(`http://${host}:${port}/`)
      expect(page.body).not.toContain(`localhost:${cloud.port}`)
    },
    { timeout: 60_000, interval: 200 },
  )
  expect(await cloud.call(showSite, { site: 'corner-bakery' })).toMatchObject({
    url: `http://${host}:${port}`,
  })
  const { items } = await cloud.call(listHostnames, { site: 'corner-bakery' })
  expect(items.map(({ hostname, primary }) => [hostname, primary])).toEqual([
    [host, true],
    ['corner-bakery.localhost', false],
  ])
})
