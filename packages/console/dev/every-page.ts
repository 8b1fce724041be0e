import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startBulk } from './bulk-answers.ts'
import type { Visit } from './visits.ts'
import type { World } from './world.ts'

const ROUTES = /const (\w+) = createRoute\(|getParentRoute: \(\) => (\w+),\s+path: '([^']+)'/g

/** The path of every route of the console, as src/router.tsx says them: a new page is tried without being listed. */
export async function everyRoute(): Promise<string[]> {
  const source = await readFile(join(import.meta.dirname, '../src/router.tsx'), 'utf8')
  const found = [...source.matchAll(ROUTES)].flatMap(([, , parent, path]) =>
    path === undefined ? [] : [parent === 'site' ? `/sites/$name${path}` : path],
  )
  return [...new Set(found.map((path) => path.replace(/(.)\/$/, '$1')))]
}

/** What pages show nothing without. */
const ASKED: Record<string, string> = { '/welcome': '?token=first', '/connect/approve': '?request=first' }

/** An address for each route, of things that are in the world. */
export function addressOf(route: string, things: Record<string, string>): string {
  const path = route.replace(/\$(\w+)/g, (_, name: string) => {
    const thing = things[name]
    if (thing === undefined) throw new Error(`Nothing is known for $${name} of ${route}.`)
    return encodeURIComponent(thing)
  })
  return path + (ASKED[route] ?? '')
}

/** A world in which every page has something to show, the bad included. */
export async function furnish({ page, server }: Visit): Promise<Record<string, string>> {
  const { world } = server
  const [anna] = world.people
  if (anna === undefined) throw new Error('Nobody lives in this world.')
  const bulk = startBulk({ kind: 'resume', state: 'suspended' }, { world, person: anna })
  failOne(world)
  return {
    name: 'harbour-books',
    operationId: world.operations[2]?.operationId ?? '',
    shardId: 'shard-003',
    bulkId: bulk.bulkId,
    conversationId: await converse(page),
  }
}

function failOne(world: World): void {
  const [operation] = world.operations
  if (operation !== undefined) operation.createdAt = new Date().toISOString()
  const undone = world.operations.find(({ state }) => state === 'undone')
  if (undone !== undefined) undone.createdAt = new Date().toISOString()
}

const SAID = [
  'Is everything healthy?',
  'what was the latency of harbour-books',
  'show me the logs of harbour-books',
  'which sites do I have',
  'delete cafe-zurich',
  'what is this',
]

/** A conversation with cards of most kinds. Answers its id. */
async function converse(page: Page): Promise<string> {
  return await page.evaluate(async (said) => {
    let conversationId: string | undefined
    for (const text of said) {
      const response = await fetch('/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text, ...(conversationId === undefined ? {} : { conversationId }) }),
      })
      conversationId ??= /"conversationId":"(\w+)"/.exec(await response.text())?.[1]
    }
    return conversationId ?? ''
  }, SAID)
}

/** Until the page shows what it has to show, or why it cannot. */
export async function shown(page: Page): Promise<void> {
  await page.locator('h1, h2, [role=alert], main p').first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('[aria-label=Loading], div.animate-breathe, [aria-busy=true]') === null,
  )
}
