import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { createUIMessageStream, createUIMessageStreamResponse, type UIMessageStreamWriter } from 'ai'
import { withDecisions } from '../src/chat/approval-decisions.ts'
import type { Approval, ApprovalAnswer, ChatMessage, SentForm } from '../src/chat/chat-message.ts'
import { answerForm, askWithForm, formMessage } from './chat-form.ts'

const WORD_MS = 12

interface Kept {
  conversationId: string
  title: string
  updatedAt: string
  shared?: true
  messages: ChatMessage[]
}

export interface ChatDoor {
  say(body: { conversationId?: string; text?: string; approval?: ApprovalAnswer; form?: SentForm }): Response
  list(search: string): unknown
  change(conversationId: string, change: { title?: string; shared?: boolean }): unknown
  show(conversationId: string): unknown
  remove(conversationId: string): unknown
  suggestions(): unknown
}

type Call = (action: string, input: unknown) => Promise<unknown>

/** An imitation of the chat's wire: a handful of sentences, the real stream. */
export function createChatDoor(call: Call): ChatDoor {
  const kept = new Map<string, Kept>()
  const held = new Map<string, { approval: Approval; site: string }>()
  const decided: ChatMessage[] = []
  const find = (conversationId: string) => {
    const found = kept.get(conversationId)
    if (found === undefined)
      throw new AipressError('conversation_not_found', 'There is no such conversation.')
    return found
  }
  return {
    list: (search) => ({
      items: [...kept.values()]
        .filter((each) => JSON.stringify(each).toLowerCase().includes(search.toLowerCase()))
        .map(({ messages: _, ...summary }) => summary)
        .reverse(),
    }),
    change(conversationId, { title, shared }) {
      const { shared: before, ...found } = find(conversationId)
      const isShared = shared ?? before ?? false
      const changed = {
        ...found,
        title: title ?? found.title,
        ...(isShared ? { shared: true as const } : {}),
      }
      kept.set(conversationId, changed)
      return changed
    },
    show: (conversationId) => {
      const { messages, ...rest } = find(conversationId)
      return { ...rest, messages: withDecisions(messages, decided) }
    },
    remove: (conversationId) => {
      kept.delete(find(conversationId).conversationId)
      return {}
    },
    suggestions: () => ({
      items: [
        'Create a site called Corner Bakery',
        'Show me the logs of Harbour Books',
        'Is everything healthy?',
        'What do I pay?',
      ],
    }),
    say: ({ conversationId, text, approval, form }) => {
      const conversation = conversationId === undefined ? begin(kept, text ?? '') : find(conversationId)
      const said = text ?? `${approval?.approved ? 'Approved' : 'Declined'}: it`
      conversation.messages.push(
        form === undefined ? userMessage(said) : formMessage(conversation.messages, form),
      )
      const stream = createUIMessageStream<ChatMessage>({
        originalMessages: conversation.messages,
        generateId: () => newId('request'),
        execute: async ({ writer }) => {
          const { title } = conversation
          writer.write({ type: 'start', messageId: newId('request') })
          writer.write({
            type: 'data-conversation',
            data: { conversationId: conversation.conversationId, title },
          })
          const turn = { writer, call, held, decided }
          const spoken = [...held.values()].find(({ site }) => site === text)?.approval.approvalId
          if (spoken !== undefined)
            await decide(turn, { approvalId: spoken, approved: true, typed: text ?? '' })
          else if (approval !== undefined) await decide(turn, approval)
          else if (form !== undefined) await answerForm(turn, form)
          else await answer(turn, text ?? '')
        },
        onFinish: ({ messages }) => {
          conversation.messages = messages
        },
      })
      return createUIMessageStreamResponse({ stream })
    },
  }
}

export interface Turn {
  writer: UIMessageStreamWriter<ChatMessage>
  call: Call
  held: Map<string, { approval: Approval; site: string }>
  /** Each approval again, as it was answered. */
  decided: ChatMessage[]
}

async function answer(turn: Turn, text: string): Promise<unknown> {
  const [, title] = /create a site called (.+?)\.?$/i.exec(text) ?? []
  const [, deleted] = /delete (\S+)/i.exec(text) ?? []
  const [, logs] = /logs of (.+?)\.?$/i.exec(text) ?? []
  const [, placed, hostname] = /put (\S+) on (\S+)/i.exec(text) ?? []
  const [, login] = /log me in to (\S+)/i.exec(text) ?? []
  if (title !== undefined) {
    await run(turn, 'sites.create', { title })
    return speak(
      turn,
      `**${title}** is being made; the card follows it. Write your first post from wp-admin.`,
    )
  }
  if (/^I need a new site/.test(text))
    return askWithForm(turn, 'What should the site be called?', 'sites.create')
  if (/^move a site/.test(text)) return askWithForm(turn, 'Which site?', 'sites.move')
  if (deleted !== undefined) return ask(turn, deleted)
  if (logs !== undefined) {
    await run(turn, 'sites.logs', { site: logs.toLowerCase().replaceAll(' ', '-') })
    return speak(
      turn,
      'These are the newest lines. One PHP warning stands out: `menu.php` reads a price that is not there.',
    )
  }
  if (placed !== undefined) return run(turn, 'hostnames.add', { site: placed, hostname })
  const [, shown] = /^show site (\S+)$/.exec(text) ?? []
  if (shown !== undefined) {
    const { title, state } = (await run(turn, 'sites.show', { site: shown })) as Site
    return speak(turn, `${title} is ${state}.`)
  }
  if (login !== undefined) {
    const answered = await run(turn, 'sites.login', { site: login })
    return speak(turn, `It works once: ${(answered as { url: string }).url}`)
  }
  const [, limited, upload] = /upload limit of (\S+) to (\S+)/i.exec(text) ?? []
  if (limited !== undefined) return run(turn, 'php.set', { site: limited, upload })
  const [, php] = /php settings of (\S+)/i.exec(text) ?? []
  if (php !== undefined) return run(turn, 'php.show', { site: php })
  const [, measured] = /latency of (\S+)/i.exec(text) ?? []
  if (measured !== undefined) return run(turn, 'insights.site', { site: measured })
  const [, changed] = /changed on (\S+?)[?]?$/i.exec(text) ?? []
  if (changed !== undefined) return run(turn, 'insights.changes', { site: changed })
  if (/slow/i.test(text)) return run(turn, 'insights.sites', { by: 'latency' })
  const [, shard] = /show shard (\S+)/i.exec(text) ?? []
  if (shard !== undefined) return run(turn, 'shards.show', { shard })
  if (/shard map/i.test(text)) return run(turn, 'shards.map', {})
  if (/shards/i.test(text)) return run(turn, 'shards.list', { limit: 10 })
  if (/health|status/i.test(text)) return run(turn, 'platform.status', {})
  if (/fail/i.test(text)) throw new Error('The answer broke off on purpose.')
  const [, used] = /usage of (\S+)/i.exec(text) ?? []
  if (used !== undefined) return run(turn, 'usage.show', { site: used })
  if (/over their limits/i.test(text)) return run(turn, 'usage.show', { standing: 'over' })
  if (/pay|sites/i.test(text)) return run(turn, 'sites.list', {})
  return speak(
    turn,
    'I did not understand that. I can:\n\n- **create** a site: “Create a site called Corner Bakery”\n- show its **logs**\n- **delete** it, after asking you',
  )
}

async function ask(turn: Turn, site: string): Promise<void> {
  await speak(turn, 'This destroys something, so I ask first.')
  const approval: Approval = {
    approvalId: newId('approval'),
    action: 'sites.delete',
    title: `Delete a site: ${site}`,
    effects: [
      'The site goes offline at once.',
      'It can be brought back for 7 days with sites.undelete; then it is gone for good.',
    ],
    confirmText: site,
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  }
  turn.held.set(approval.approvalId, { approval, site })
  turn.writer.write({ type: 'data-approval', id: approval.approvalId, data: approval })
}

async function decide(turn: Turn, { approvalId, approved, typed }: ApprovalAnswer): Promise<void> {
  const found = turn.held.get(approvalId)
  if (found === undefined) throw new Error('There is no such approval.')
  if (approved && typed !== found.approval.confirmText) throw new Error('What you typed is not the name.')
  turn.held.delete(approvalId)
  const data: Approval = { ...found.approval, decision: approved ? 'approved' : 'declined' }
  turn.decided.push({ id: approvalId, role: 'assistant', parts: [{ type: 'data-approval', data }] })
  if (!approved) return speak(turn, 'Good, nothing was changed.')
  await run(turn, 'sites.delete', { site: found.site })
  return speak(turn, 'It is deleted. Say “undelete” within 7 days to bring it back.')
}

export async function run({ writer, call }: Turn, action: string, input: unknown): Promise<unknown> {
  const toolCallId = newId('request')
  const toolName = action.replace('.', '_')
  writer.write({ type: 'tool-input-available', toolCallId, toolName, input })
  try {
    const output = await call(action, input)
    writer.write({ type: 'tool-output-available', toolCallId, output })
    return output
  } catch (error) {
    const errorText = error instanceof AipressError ? [error.message, error.hint].join(' ') : 'Failed.'
    writer.write({ type: 'tool-output-error', toolCallId, errorText })
    return undefined
  }
}

export async function speak({ writer }: Turn, text: string): Promise<void> {
  const id = newId('request')
  writer.write({ type: 'text-start', id })
  for (const word of text.split(/(?<= )/)) {
    writer.write({ type: 'text-delta', id, delta: word })
    await new Promise((resolve) => setTimeout(resolve, WORD_MS))
  }
  writer.write({ type: 'text-end', id })
}

function begin(kept: Map<string, Kept>, text: string): Kept {
  const conversation: Kept = {
    conversationId: newId('conversation'),
    title: text.slice(0, 60),
    updatedAt: new Date().toISOString(),
    messages: [],
  }
  kept.set(conversation.conversationId, conversation)
  return conversation
}

function userMessage(text: string): ChatMessage {
  return { id: newId('request'), role: 'user', parts: [{ type: 'text', text }] }
}
