import { expect } from 'vitest'
import { openToyYard } from './testing/toy-yard.ts'
import { buildHouse } from './testing/toys.ts'
import { describeWorkflow } from './workflow.suite.ts'

let houses = 0

describeWorkflow(buildHouse, async () => {
  const yard = await openToyYard()
  const supervised = yard.supervise()
  return {
    async begin() {
      houses += 1
      return (await supervised.process()).start('build-house', { name: `house${houses}` }, 'street')
    },
    faults: yard.faults,
    settled: yard.settled,
    inventory: yard.things,
    async proveDone(operation) {
      const house = `house${houses}`
      expect(await yard.things()).toEqual([`${house}.ground`, `${house}.roof`, `${house}.walls`])
      expect(await yard.read(`${house}.walls`)).toBe(`${house}.ground ${`${house}.ground`.length}`)
      const ends = (await yard.journal()).filter((line) => line === `end ${operation.operationId}`)
      expect(ends.length).toBeLessThanOrEqual(2)
      await yard.clear()
    },
    [Symbol.asyncDispose]: () => yard[Symbol.asyncDispose](),
  }
})
