import { readdir, stat } from 'node:fs/promises'
import { AipressError, createSite, listShards, showSite, showStatus } from '@aipress/contract'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { startLocalCloud } from './local-cloud.ts'

test('a cloud makes a site that answers, and is gone without a trace at the end', async () => {
  let home: string
  {
    await using cloud = await startLocalCloud({ fromNothing: true })
    home = cloud.home
    expect(await cloud.call(showStatus, {})).toMatchObject({ healthy: true })
    expect(await cloud.call(listShards, {})).toMatchObject({ items: [{ shardId: 'shard-001' }] })

    const { operation } = await cloud.call(createSite, { title: 'Corner Bakery' })
    expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
    const page = await cloud.fetchSite('corner-bakery.localhost')
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Corner Bakery') })
    expect(cloud.urlOf('corner-bakery')).toBe(`http://corner-bakery.localhost:${cloud.port}`)

    await cloud.killControlPlane()
    await expect(cloud.call(showSite, { site: 'nowhere' })).rejects.toBeInstanceOf(AipressError)
  }
  await expect(stat(home)).rejects.toThrow('ENOENT')
  expect((await processesNaming(home)).join('\n')).toBe('')
})

async function processesNaming(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const { stdout } = await execa('ps', ['-o', 'args=', '-p', pids.join(',')], { reject: false })
  return stdout.split('\n').filter((line) => line.includes(text))
}
