import { type Account, AipressError, type AnyAction, type ChatForm, toolName } from '@aipress/contract'
import type { Origin } from './approval-policy.ts'
import { type AskedForm, formOf } from './form.ts'
import type { Language } from './interpreter/languages/language.ts'
import type { Turn } from './tools.ts'

/** More than that are typed and not chosen. */
const OFFERED_MAX = 20

interface Asking {
  readonly turn: Pick<Turn, 'actions' | 'caller' | 'signal'>
  readonly permitted: ReadonlyMap<string, AnyAction>
  readonly language: Language
  readonly judgedAs: Origin
}

/** Whether its call may end in a question for the account instead. */
export const mayAskForAccount = ({ errors }: AnyAction): boolean =>
  (errors as readonly string[]).includes('account_needed')

/** The question that stands in the place of a call which would be refused for want of an account. */
export async function askForAccount(
  { turn, permitted, language, judgedAs }: Asking,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<AskedForm | undefined> {
  const { actions, caller, signal } = turn
  if (!mayAskForAccount(action)) return undefined
  const isNeeded = await actions.call(action.name, input, caller, { signal, dryRun: true }).then(
    () => false,
    (error) => error instanceof AipressError && error.code === 'account_needed',
  )
  if (!isNeeded) return undefined
  const form = formOf({ tool: toolName(action), input, language: language.code }, permitted, caller)
  const accounts = await accountsOf(turn)
  const fields = form.fields.map((field) => {
    // What it says of leaving the account out is not so here.
    const { hint: _, ...plain } = field
    return field.name === 'account' ? { ...plain, ...accounts, required: true } : field
  })
  return {
    shownForm: { ...form, fields },
    question: {
      text: language.texts.questions.accountOf(String(input.email ?? '')),
      pending: {
        action: action.name,
        input,
        slot: 'account',
        ...(judgedAs === 'model' ? { byModel: true as const } : {}),
      },
    },
  }
}

/** One's own first: a colleague is invited more often than a member of a customer. */
async function accountsOf({
  actions,
  caller,
  signal,
}: Asking['turn']): Promise<Partial<ChatForm['fields'][number]>> {
  const { items, nextCursor } = (await actions.call('accounts.list', { limit: OFFERED_MAX }, caller, {
    signal,
  })) as { items: Account[]; nextCursor?: string }
  if (nextCursor !== undefined) return {}
  const isOwn = ({ accountId }: Account) => accountId === caller.accountId
  const options = items
    .toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))
    .map(({ name }) => ({ value: name, label: name }))
  return { kind: 'choice', options }
}
