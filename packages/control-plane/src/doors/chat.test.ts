import { AipressError, type AnyAction, toolName } from '@aipress/contract'
import type { DoorsPlatform } from '../../../../test/harness/doors-platform.ts'
import { accountsMigrations } from '../accounts/index.ts'
import { actionsMigrations } from '../actions/index.ts'
import { assistantMigrations } from '../assistant/index.ts'
import { type Answer, createChatClient } from '../assistant/testing/chat-client.ts'
import { calls, startGeminiImitation, text } from '../assistant/testing/gemini-imitation.ts'
import { openToyAssistant } from '../assistant/testing/toy-assistant.ts'
import { auditMigrations } from '../audit/index.ts'
import { migrate } from '../kernel/migrate.ts'
import { modelMigrations } from '../models/index.ts'
import { programsMigrations } from '../programs/index.ts'
import { describeDoor, type OpenDoor } from './doors.suite.ts'

/** A model that proposes exactly the call that is asked for, and a person who approves what is asked about. */
describeDoor('chat', 'chat', async (platform): Promise<OpenDoor> => {
  const gemini = await startGeminiImitation()
  await migrate(platform.database, {
    ...accountsMigrations,
    ...programsMigrations,
    ...auditMigrations,
    ...actionsMigrations,
    ...assistantMigrations,
    ...modelMigrations,
  })
  const assistant = openToyAssistant(platform, {
    model: { name: 'google/gemini-3-flash', url: gemini.urls.google, apiKey: gemini.apiKey },
  })
  return {
    async call(action, input, token) {
      const chat = createChatClient(assistant, await callerWith(platform, token))
      gemini.play(calls([toolName(action), input]), text('Done.'))
      return outcomeOf(await approved(await chat.say(`Please: ${action.summary}`), action, chat))
    },
    close: async () => gemini[Symbol.asyncDispose](),
  }
})

function callerWith({ accounts }: DoorsPlatform, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  return accounts.authenticate(new Request('http://aipress.localhost/chat', { headers }))
}

async function approved(
  answer: Answer,
  action: AnyAction,
  chat: ReturnType<typeof createChatClient>,
): Promise<Answer> {
  const { approval } = answer
  if (approval === undefined) return answer
  if (action.effect !== 'destroys') throw new Error(`${action.name} asked for an approval.`)
  return chat.answer(approval.approvalId, true, approval.confirmText)
}

function outcomeOf({ error, failure, outputs, text: said }: Answer): unknown {
  const body = error ?? failure
  if (body !== undefined) throw AipressError.fromBody(body)
  if (outputs.length !== 1) throw new Error(`One answer was expected, not ${outputs.length}: ${said}`)
  return outputs[0]
}
