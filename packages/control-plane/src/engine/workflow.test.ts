import { expect } from 'vitest'
import { openToyYard } from './testing/toy-yard.ts'
import { buildHouse } from './testing/toys.ts'
import { describeWorkflow } from './workflow.suite.ts'

describeWorkflow(buildHouse, async () => {
  const yard = await openToyYard()
  const supervised = yard.supervise()
  return {
    async begin(thing) {
      return (await supervised.process()).start('build-house', { name: `house${thing}` }, `street${thing}`)
    },
    faults: yard.faults,
    struck: yard.struck,
    async kill() {
      const process = await supervised.process()
      process.kill('SIGKILL')
      await process.exited
    },
    settled: yard.settled,
    inventory: yard.things,
    async proveDone({ operationId }, thing) {
      const house = `house${thing}`
      const things = (await yard.things()).filter((name) => name.startsWith(`${house}.`))
      expect(things).toEqual([`${house}.ground`, `${house}.roof`, `${house}.walls`])
      expect(await yard.read(`${house}.walls`)).toBe(`${house}.ground ${`${house}.ground`.length}`)
      const ends = (await yard.journal()).filter((line) => line === `end ${operationId}`)
      expect(ends.length).toBeLessThanOrEqual(2)
    },
    takeAway: (_operation, thing) =>
      yard.remove([`house${thing}.ground`, `house${thing}.roof`, `house${thing}.walls`]),
    [Symbol.asyncDispose]: () => yard[Symbol.asyncDispose](),
  }
})
