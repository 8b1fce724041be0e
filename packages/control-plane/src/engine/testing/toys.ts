import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { needs, unneeded, workflow } from '../workflow.ts'

/** What the toys make, where tests can look: a file per thing, and a journal of all that was tried. */
export interface Workshop {
  make(thing: string, content: string): Promise<void>
  remove(thing: string): Promise<void>
  note(line: string): Promise<void>
}

export function openWorkshop(folder: string): Workshop {
  const things = join(folder, 'things')
  return {
    async make(thing, content) {
      await mkdir(things, { recursive: true })
      await writeFile(join(things, thing), content)
    },
    remove: (thing) => rm(join(things, thing), { force: true }),
    note: (line) => appendFile(join(folder, 'journal'), `${line}\n`),
  }
}

const House = z.object({ name: z.string(), pauseMs: z.number().default(0) })

/** Three steps that build on one another, as those of a site do. */
export const buildHouse = workflow('build-house', House, needs<{ workshop: Workshop }>())
  .step('lay-ground', {
    title: 'Lay the ground',
    async do({ input, services, signal, operationId }) {
      await services.workshop.note(`begin ${operationId}`)
      await delay(input.pauseMs, undefined, { signal })
      await services.workshop.make(`${input.name}.ground`, input.name)
      return { ground: `${input.name}.ground`, absent: undefined }
    },
    undo: ({ input, services }) => services.workshop.remove(`${input.name}.ground`),
  })
  .step('measure', {
    title: 'Measure the ground',
    do: async ({ results }) => results['lay-ground'].ground.length,
    undo: unneeded('it changes nothing'),
  })
  .step('raise-walls', {
    title: 'Raise the walls',
    do: ({ input, results, services }) =>
      services.workshop.make(`${input.name}.walls`, `${results['lay-ground'].ground} ${results.measure}`),
    undo: ({ input, services }) => services.workshop.remove(`${input.name}.walls`),
  })
  .cancellableUntilHere()
  .step('put-roof', {
    title: 'Put the roof on',
    async do({ input, services, operationId }) {
      await services.workshop.make(`${input.name}.roof`, '')
      await services.workshop.note(`end ${operationId}`)
    },
    undo: ({ input, services }) => services.workshop.remove(`${input.name}.roof`),
  })

const Trouble = z.object({
  kind: z.enum(['retryable', 'permanent', 'unexpected', 'endless', 'deaf', 'undo-fails']),
  /** Attempts that fail before one succeeds. */
  times: z.number().default(1),
})

let failures = 0

/** Fails in the ways that steps fail. */
export const makeTrouble = workflow('make-trouble', Trouble, needs<{ workshop: Workshop }>())
  .step('prepare', {
    title: 'Prepare',
    do: ({ services, operationId }) => services.workshop.make(`${operationId}.trouble`, ''),
    async undo({ input, services, operationId }) {
      await services.workshop.note(`undo ${operationId}`)
      if (input.kind === 'undo-fails') throw new Error('the undo fails')
      await services.workshop.remove(`${operationId}.trouble`)
    },
  })
  .step('trouble', {
    title: 'Make trouble',
    async do({ input, services, signal, operationId }) {
      await services.workshop.note(`attempt ${operationId}`)
      if (input.kind === 'endless') await delay(600_000, undefined, { signal })
      if (input.kind === 'deaf') await delay(600_000, undefined, { ref: false })
      failures += 1
      if (failures <= input.times) throw troubleOf(input.kind)
      failures = 0
    },
    undo: unneeded('it makes nothing'),
  })

function troubleOf(kind: string): Error {
  if (kind === 'retryable') return new AipressError('platform_unavailable', 'Not now.')
  if (kind === 'permanent') return new AipressError('site_name_taken', 'Taken.', { hint: 'Choose another.' })
  return new Error('the secret reason')
}

/** As fast as steps can be, to see what the engine itself costs. */
export const doNothing = workflow('do-nothing', z.object({}), needs<object>())
  .step('one', { title: 'One', do: async () => 1, undo: unneeded('nothing') })
  .step('two', { title: 'Two', do: async () => 2, undo: unneeded('nothing') })
  .step('three', { title: 'Three', do: async () => 3, undo: unneeded('nothing') })

/** A step that asks for another operation. */
export const foundVillage = workflow(
  'found-village',
  z.object({ house: z.string() }),
  needs<{ order(house: string): Promise<string> }>(),
).step('order', {
  title: 'Order a house',
  do: ({ input, services }) => services.order(input.house),
  undo: unneeded('the house has an operation of its own'),
})

export const TOYS = [buildHouse, makeTrouble, doNothing, foundVillage]
