import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Attack, leaks, TRIED } from './attack.ts'
import { ATTACKS } from './attacks.ts'
import { startWorld, type World } from './world.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.[Symbol.asyncDispose]())

/** The plugin is run, and whether it got what it wanted is found out. */
async function attempt(attack: Attack, run = world.run): Promise<{ output: string; success: boolean }> {
  const undo = await attack.stage?.(world)
  try {
    const output = await run(attack.name).catch(ofTornConnection)
    return { output, success: await (attack.succeeded ?? leaks)(world, output) }
  } finally {
    await undo?.()
  }
}

describe('as things are, a plugin fails that', () => {
  test.each(ATTACKS.map((attack) => [attack.tries, attack] as const))('%s', async (_, attack) => {
    const { output, success } = await attempt(attack)
    expect(output).toContain(TRIED)
    expect({ output, success }).toEqual({ output, success: false })
  })
})

/** An attack may take PHP down beneath its own request; whether it got what it wanted is seen all the same. */
function ofTornConnection(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return ''
  throw error
}

const SWITCHED = ATTACKS.flatMap(({ without, ...attack }) =>
  'off' in without ? [[attack.tries, without.how, attack, without] as const] : [],
)

/** A server takes a moment to take up another configuration. */
const TAKEN_UP_MS_MAX = 20_000

describe('the same plugin succeeds that', () => {
  test.each(SWITCHED)('%s, without its protection: %s', async (_tries, _how, attack, { off }) => {
    const { undo, run } = await off(world)
    let last: unknown
    try {
      const tryOnce = async () => {
        last = await attempt({ ...attack, without: { how: '', off } }, run)
        return last
      }
      await expect.poll(tryOnce, { timeout: TAKEN_UP_MS_MAX, interval: 100 }).toMatchObject({ success: true })
    } catch (error) {
      throw new Error(`It failed: ${JSON.stringify(last)}`, { cause: error })
    } finally {
      await undo()
    }
  })
})
