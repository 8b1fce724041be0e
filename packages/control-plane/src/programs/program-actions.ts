import { AipressError, disconnectProgram, listPrograms } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { deleteRecordsOfGrant } from './oauth-records.ts'
import { deleteProgram, listProgramsOf } from './program-store.ts'

/** Programs belong to the person who allowed them; the machine itself has none. */
export function programHandlers({ database, clock }: { database: Database; clock: Clock }): Handler[] {
  return [
    handle(listPrograms, async (_input, { caller }) => ({
      items: caller.personId === undefined ? [] : await listProgramsOf(database, caller.personId, clock()),
    })),

    handle(disconnectProgram, async ({ program: ref }, { caller }) => {
      const { personId } = caller
      if (personId === undefined) throw programNotFound(ref)
      const programs = await listProgramsOf(database, personId, clock())
      const byId = programs.filter((one) => one.programId === ref)
      const matches = byId.length > 0 ? byId : programs.filter((one) => one.name === ref)
      const [match, second] = matches
      if (match === undefined) throw programNotFound(ref)
      if (second !== undefined) throw ambiguousProgram(ref)
      // Without its row in `programs` no token of the grant is accepted, so this order leaves no gap.
      const grantId = await deleteProgram(database, personId, match.programId)
      if (grantId !== undefined) await deleteRecordsOfGrant(database, grantId)
      return { disconnected: match.name }
    }),
  ]
}

function programNotFound(ref: string): AipressError {
  return new AipressError('program_not_found', `You have no connected program "${ref}".`, {
    hint: 'List your connected programs to see their names and ids.',
  })
}

function ambiguousProgram(name: string): AipressError {
  return new AipressError('invalid_input', `Several of your programs are called "${name}".`, {
    hint: 'Use the id of the one you mean; list your connected programs to see it.',
  })
}
