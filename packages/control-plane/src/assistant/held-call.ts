import {
  AipressError,
  type AnyAction,
  DryRun,
  type Person,
  type Program,
  type Site,
  type Token,
} from '@aipress/contract'
import { type Actions, effectsOf, thingSlotOf } from '../actions/index.ts'
import type { Caller } from '../kernel/caller.ts'
import type { ApprovalCard, ApprovalStore } from './approval-store.ts'
import { costLineOf, costsMore } from './costs.ts'
import { type Texts, titleOfAction } from './interpreter/texts/texts.ts'

interface Thing {
  /** Put in place of what was said, so that a renamed or new thing of the same name is not hit. */
  readonly id: string
  /** What a person types to confirm. */
  readonly name: string
  readonly label: string
}

export interface Holder {
  readonly actions: Actions
  readonly approvals: ApprovalStore
  readonly caller: Caller
  readonly conversationId: string
  readonly owner: string
  /** Of the language that the person speaks. */
  readonly texts: Texts
}

/** The call with its thing named by id, and what people call it. Fails as the call would where the thing is unknown. */
export async function exactCall(
  holder: Pick<Holder, 'actions' | 'caller' | 'texts'>,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<{ exact: Record<string, unknown>; title: string; name: string | undefined }> {
  const slot = thingSlotOf(action, input)
  const thing = slot === undefined ? undefined : await findThing(holder, slot, String(input[slot] ?? ''))
  const exact = slot === undefined || thing === undefined ? input : { ...input, [slot]: thing.id }
  const command = Array.isArray(input.args) ? `wp ${input.args.join(' ')}` : undefined
  const label = [thing?.label, command].filter((part) => part !== undefined).join(': ')
  const what = titleOfAction(action, holder.texts)
  const title = label === '' ? what : `${what}: ${label}`
  return { exact, title, name: thing?.name }
}

/** Stores a call for a person's approval instead of running it. */
export async function holdCall(
  holder: Holder,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<ApprovalCard> {
  const { exact, title, name } = await exactCall(holder, action, input)
  const effects = isForeseen(action, input)
    ? await foreseenEffects(holder, action, input)
    : [...costLinesOf(action, input, holder.texts), ...effectsOf(action, input, thingSlotOf(action, input))]
  return holder.approvals.hold({
    conversationId: holder.conversationId,
    owner: holder.owner,
    action: action.name,
    input: exact,
    title,
    effects: effects.map((one) => inSpokenWords(one, holder.actions, name)),
    confirmText: action.effect === 'destroys' ? name : undefined,
  })
}

/** Of these a dry run tells more than the action says of itself: what is paid before and after, and who is removed. */
const isForeseen = (action: AnyAction, input: Record<string, unknown>) =>
  costsMore(action, input) || action.name === 'people.remove'

async function foreseenEffects(
  { actions, caller, texts }: Holder,
  action: AnyAction,
  input: Record<string, unknown>,
): Promise<string[]> {
  const { effects } = DryRun.parse(await actions.call(action.name, input, caller, { dryRun: true }))
  // Of a change the price is told with the one of before; of a new site it may be told twice.
  return action.effect === 'creates'
    ? [...new Set([...costLinesOf(action, input, texts), ...effects])]
    : effects
}

const costLinesOf = (action: AnyAction, input: Record<string, unknown>, texts: Texts): string[] => {
  const cost = costLineOf(action, input, texts)
  return cost === undefined ? [] : [cost]
}

/** "with sites.undelete" is for programs; a person says "undelete corner-bakery". */
export function inSpokenWords(sentence: string, actions: Actions, name: string | undefined): string {
  return sentence.replace(/\b(with )?([a-z]+\.[a-z]+)\b/g, (text, lead: string | undefined, said: string) => {
    const example = actions.all().find((action) => action.name === said)?.examples[0]
    if (example === undefined) return text
    const words = example.replace(/\{\w+\}/g, name ?? '…')
    return `${lead === undefined ? '' : 'by saying '}"${words}"`
  })
}

async function findThing(
  { actions, caller }: Pick<Holder, 'actions' | 'caller'>,
  slot: string,
  said: string,
): Promise<Thing> {
  if (slot === 'site') {
    const site = (await actions.call('sites.show', { site: said }, caller)) as Site
    return { id: site.siteId, name: site.name, label: `${site.title} (${site.name})` }
  }
  if (slot === 'person') return findPerson(actions, caller, said)
  if (slot === 'token') return findToken(actions, caller, said)
  if (slot === 'program') return findProgram(actions, caller, said)
  return { id: said, name: said, label: said }
}

async function findPerson(actions: Actions, caller: Caller, said: string): Promise<Thing> {
  const { items } = (await actions.call('people.list', { limit: 200 }, caller)) as { items: Person[] }
  const person = items.find((one) => one.personId === said || one.email === said.toLowerCase())
  if (person === undefined)
    throw new AipressError('person_not_found', `There is no person "${said}".`, {
      hint: 'Say "list people" to see who there is.',
    })
  return { id: person.personId, name: person.email, label: person.email }
}

async function findToken(actions: Actions, caller: Caller, said: string): Promise<Thing> {
  const { items, ofMachine = [] } = (await actions.call('tokens.list', {}, caller)) as {
    items: Token[]
    ofMachine?: Token[]
  }
  const isMeant = (one: Token) => one.tokenId === said || one.name.toLowerCase() === said.toLowerCase()
  const own = items.filter(isMeant)
  const named = own.length > 0 ? own : ofMachine.filter(isMeant)
  const [token] = named
  if (token === undefined || named.length > 1)
    throw new AipressError(
      'token_not_found',
      token === undefined ? `You have no token "${said}".` : `You have several tokens called "${said}".`,
      { hint: 'Say "list my tokens" and use its id.' },
    )
  return { id: token.tokenId, name: token.name, label: token.name }
}

async function findProgram(actions: Actions, caller: Caller, said: string): Promise<Thing> {
  const { items } = (await actions.call('programs.list', {}, caller)) as { items: Program[] }
  const named = items.filter((one) => one.programId === said || one.name.toLowerCase() === said.toLowerCase())
  const [program] = named
  if (program === undefined || named.length > 1)
    throw new AipressError(
      'program_not_found',
      program === undefined
        ? `You have no connected program "${said}".`
        : `You have several programs called "${said}".`,
      { hint: 'Say "list my connected programs" and use its id.' },
    )
  return { id: program.programId, name: program.name, label: `${program.name} (${program.address})` }
}
