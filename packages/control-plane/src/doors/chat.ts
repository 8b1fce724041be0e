import { AipressError } from '@aipress/contract'
import { consumeStream, createUIMessageStreamResponse } from 'ai'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Assistant, TITLE_LENGTH_MAX } from '../assistant/index.ts'
import { readJson } from './failure.ts'
import type { HttpEnv } from './http-env.ts'

const TEXT_LENGTH_MAX = 4_000
/** Below the 60 seconds after which proxies give up on a silent answer. */
const KEEP_ALIVE_MS = 15_000

const ChatBody = z
  .object({
    conversationId: z.string().max(40).optional(),
    text: z.string().trim().min(1, 'Say something.').max(TEXT_LENGTH_MAX).optional(),
    approval: z
      .object({
        approvalId: z.string().max(40),
        approved: z.boolean(),
        typed: z.string().max(300).optional(),
      })
      .optional(),
    form: z
      .object({
        formId: z.string().max(40),
        values: z.record(
          z.string().max(60),
          z.union([z.string().trim().max(TEXT_LENGTH_MAX), z.number(), z.boolean()]),
        ),
      })
      .optional(),
  })
  .refine(
    ({ text, approval, form }) => [text, approval, form].filter((one) => one !== undefined).length === 1,
    'Send either text, approval or form.',
  )

const SEARCH_LENGTH_MAX = 100

const ConversationBody = z.object({
  title: z
    .string()
    .trim()
    .min(1, 'A conversation needs a title.')
    .max(TITLE_LENGTH_MAX, `A title has at most ${TITLE_LENGTH_MAX} characters.`)
    .optional(),
  shared: z.boolean().optional(),
})

/** The chat door, mounted at `/chat`: it streams what the assistant answers, and decides nothing. */
export function chatRoutes(assistant: Assistant): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.post('/', async (context) => {
    const request = parse(await readJson(context))
    const stream = await assistant.respond(context.var.caller, request)
    return createUIMessageStreamResponse({
      stream,
      keepAliveMs: KEEP_ALIVE_MS,
      // Read to its end even when the person has gone: what was begun is finished and kept.
      consumeSseStream: ({ stream: copy }) => consumeStream({ stream: copy }),
    })
  })
  app.get('/suggestions', async (context) =>
    context.json({ items: await assistant.suggestions(context.var.caller) }),
  )
  app.get('/conversations', async (context) => {
    const search = (context.req.query('search') ?? '').trim().slice(0, SEARCH_LENGTH_MAX)
    return context.json({ items: await assistant.conversations(context.var.caller, search) })
  })
  app.get('/conversations/:id', async (context) =>
    context.json(await assistant.conversation(context.var.caller, context.req.param('id'))),
  )
  app.patch('/conversations/:id', async (context) => {
    const parsed = ConversationBody.safeParse(await readJson(context))
    if (!parsed.success) throw unreadable(parsed.error, 'Send JSON with "title", "shared" or both.')
    return context.json(await assistant.change(context.var.caller, context.req.param('id'), parsed.data))
  })
  app.delete('/conversations/:id', async (context) => {
    await assistant.forget(context.var.caller, context.req.param('id'))
    return context.json({ removed: context.req.param('id') })
  })
  return app
}

function parse(body: unknown): z.infer<typeof ChatBody> {
  const parsed = ChatBody.safeParse(body)
  if (parsed.success) return parsed.data
  throw unreadable(
    parsed.error,
    `Send JSON with "text" (at most ${TEXT_LENGTH_MAX} characters), "approval" or "form".`,
  )
}

function unreadable(error: z.ZodError, hint: string): AipressError {
  return new AipressError('invalid_input', error.issues[0]?.message ?? 'The request could not be read.', {
    hint,
  })
}
