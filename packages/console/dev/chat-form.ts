import { CHAT_NOTE_KEY, type ChatForm, standingOf, wordsOfForm } from '@aipress/contract/chat-form.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { ChatMessage, SentForm } from '../src/chat/chat-message.ts'
import { run, speak, type Turn } from './chat.ts'

const FORMS: Readonly<Record<string, Omit<ChatForm, 'formId'>>> = {
  'sites.create': {
    action: 'sites.create',
    title: 'Create a WordPress site',
    fields: [
      {
        name: 'title',
        label: 'Title',
        kind: 'text',
        required: true,
        hint: 'Title of the site, in any language',
      },
      {
        name: 'tier',
        label: 'Tier',
        kind: 'choice',
        required: false,
        value: 'bronze',
        hint: 'bronze $2, silver $5, gold $15 a month',
        options: ['bronze', 'silver', 'gold'].map((value) => ({ value, label: value })),
      },
      {
        name: 'name',
        label: 'Name',
        kind: 'text',
        required: false,
        hint: 'Address label; derived from the title',
      },
    ],
  },
  'sites.move': {
    action: 'sites.move',
    title: 'Move a site to another shard',
    fields: [
      { name: 'site', label: 'Site', kind: 'site', required: true, hasMore: true },
      { name: 'to', label: 'To', kind: 'shard', required: false, hint: 'The least loaded one when left out' },
    ],
  },
}

export async function askWithForm(turn: Turn, question: string, action: keyof typeof FORMS): Promise<void> {
  await speak(turn, question)
  const form = FORMS[action]
  if (form === undefined) throw new Error('There is no such form.')
  const data = { formId: newId('form'), ...form }
  turn.writer.write({ type: 'data-form', id: data.formId, data })
}

/** What was said with a form, which must be open. */
export function formMessage(messages: readonly ChatMessage[], { formId, values }: SentForm): ChatMessage {
  const index = messages.findIndex(({ parts }) =>
    parts.some((one) => one.type === 'data-form' && one.data.formId === formId),
  )
  const part = messages[index]?.parts.find(({ type }) => type === 'data-form')
  if (part?.type !== 'data-form' || standingOf(part.data, messages.slice(index + 1)) !== 'open')
    throw new AipressError('form_not_open', 'This form is closed.')
  const note = { [CHAT_NOTE_KEY]: { form: formId } }
  const text = wordsOfForm(part.data, values)
  return { id: newId('request'), role: 'user', parts: [{ type: 'text', text, providerMetadata: note }] }
}

export async function answerForm(turn: Turn, { values }: SentForm): Promise<unknown> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  if ('site' in given) return run(turn, 'sites.move', given)
  await run(turn, 'sites.create', given)
  return speak(turn, `**${given.title}** is being made.`)
}
