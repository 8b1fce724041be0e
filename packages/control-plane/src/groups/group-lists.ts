import {
  listMail,
  listOperations,
  listPhpErrors,
  type MailSummary,
  type Operation,
  type PhpError,
} from '@aipress/contract'
import type { CallContext } from '../actions/index.ts'
import { mailCursor } from '../mail/index.ts'
import { phpErrorCursor } from '../php-errors/index.ts'
import { forward } from './forward.ts'
import type { GroupClient } from './group-client.ts'
import { mergePages, type Page, positionsOf } from './merge-pages.ts'
import { scatter } from './scatter.ts'

/** Beyond this a list without one group is worth more than a wait for it. */
const LIST_MS_MAX = 3_000

interface GroupList<Item> {
  readonly action: typeof listOperations | typeof listMail | typeof listPhpErrors
  readonly timeOf: (item: Item) => string
  readonly cursorOf: (item: Item) => string
}

const OPERATIONS: GroupList<Operation> = {
  action: listOperations,
  timeOf: (operation) => operation.createdAt,
  cursorOf: (operation) => operation.operationId,
}

const MAIL: GroupList<MailSummary> = { action: listMail, timeOf: (mail) => mail.sentAt, cursorOf: mailCursor }

const PHP_ERRORS: GroupList<PhpError> = {
  action: listPhpErrors,
  timeOf: (error) => error.lastSeenAt,
  cursorOf: phpErrorCursor,
}

/** By the action's name. */
export const GROUP_LISTS: Readonly<Record<string, GroupList<never>>> = {
  [OPERATIONS.action.name]: OPERATIONS,
  [MAIL.action.name]: MAIL,
  [PHP_ERRORS.action.name]: PHP_ERRORS,
}

/** One page of what all groups have, newest first; groups that are away are named in `missing`. */
export async function listFromGroups<Item>(
  clients: readonly GroupClient[],
  { action, timeOf, cursorOf }: GroupList<Item>,
  input: { limit: number; cursor?: string | undefined },
  context: CallContext<unknown>,
  note: (output: unknown, controlGroup: number) => void,
): Promise<unknown> {
  const before = positionsOf(input.cursor)
  const asked = clients.filter(({ controlGroup }) => before.get(controlGroup)?.kind !== 'end')
  const { answers, missing } = await scatter(asked, async (client) => {
    const position = before.get(client.controlGroup)
    const cursor = position?.kind === 'after' ? position.cursor : undefined
    const page = await forward(client, action, { ...input, cursor }, context, { withinMs: LIST_MS_MAX })
    note(page, client.controlGroup)
    return page as Page<Item>
  })
  const merged = mergePages({ pages: answers, before, limit: input.limit, timeOf, cursorOf })
  return { ...merged, ...(missing.length === 0 ? {} : { missing: [...missing] }) }
}
