import { expect, test } from 'vitest'
import { signIn, visits } from '../../dev/visits.ts'
import { hintParts } from './hint-parts.ts'

const { visit } = visits()

/** Commands that hints name for a site that is running, and the button that does the same. */
const BUTTONS: readonly (readonly [command: string, button: string])[] = [
  ['site tier', 'Change tier…'],
  ['site move', 'Move…'],
  ['site pin', 'Pin to this shard'],
  ['site rename', 'Rename'],
  ['php set', 'Change PHP settings'],
  ['hostname add', 'Add hostname'],
]

test('where a command becomes a link, what it does can be done on the page behind', async () => {
  await using visited = await visit('/sites')
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor()
  const site = server.world.sites.find(({ state, pinned }) => state === 'running' && !pinned)
  if (site === undefined) throw new Error('No site is running.')
  for (const [command, button] of BUTTONS) {
    const to = hintParts(`See "aipress ${command} ${site.name}".`).find((part) => part.to !== undefined)?.to
    await page.goto(server.url + to)
    await page.getByRole('main').getByRole('button', { name: button, exact: true }).waitFor()
  }
  expect(visited.complaints).toEqual([])
})
