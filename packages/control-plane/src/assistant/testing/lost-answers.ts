import type { Database } from '../../kernel/database.ts'

/** For tests: as if the process had died between what was done and the note of it. */
export async function forgetLastAnswer(database: Database, conversationId: string): Promise<void> {
  const { position } = await lastAnswer(database, conversationId)
  await database
    .deleteFrom('conversation_messages')
    .where('conversation_id', '=', conversationId)
    .where('position', '=', position)
    .execute()
}

/** As if the turn had ended while its calls were under way. */
export async function breakOffLastAnswer(database: Database, conversationId: string): Promise<void> {
  const { position, parts } = await lastAnswer(database, conversationId)
  const calls = (parts as { type: string; toolCallId: string; input: unknown }[]).flatMap(
    ({ type, toolCallId, input }) =>
      type.startsWith('tool-') ? [{ type, toolCallId, input, state: 'input-available' }] : [],
  )
  await database
    .updateTable('conversation_messages')
    .set({ parts: JSON.stringify(calls) })
    .where('conversation_id', '=', conversationId)
    .where('position', '=', position)
    .execute()
}

function lastAnswer(database: Database, conversationId: string) {
  return database
    .selectFrom('conversation_messages')
    .select(['position', 'parts'])
    .where('conversation_id', '=', conversationId)
    .where('role', '=', 'assistant')
    .orderBy('position', 'desc')
    .executeTakeFirstOrThrow()
}
