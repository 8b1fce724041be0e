import type { AnyAction } from '@aipress/contract'
import type { NoWayBack } from '../../take-back.ts'
import type { SummaryTexts } from './summaries.ts'

/** Who can help where a role does not: an owner of the account, or an administrator of the platform. */
export type Whom = 'owner' | 'administrator'

/** What the interpreter says in one language. All of it is here; nothing else writes sentences. */
export interface Texts {
  readonly tooLong: string
  /** `whom` can do it or change the role. */
  notPermitted(what: string, role: string, whom: Whom): string
  /** What is in the way where it is not the role. */
  readonly barred: Readonly<Record<'token' | 'program' | 'acting' | 'single-sites', (what: string) => string>>
  readonly didNothing: string
  /** `what` is what the action does, as `actions` has it. */
  sayPlainly(what: string, sample: string): string
  howTo(what: string, sample: string): string
  readonly oneSiteAtATime: string
  readonly oneThingAtATime: string
  notAnOrder(what: string, sample: string): string
  readonly questions: Questions
  readonly noDeletedSite: string
  readonly noSiteYet: string
  unknownSite(said: string): string
  /** After `unknownSite`. */
  readonly listSites: string
  readonly didYouMeanOneOf: string
  didYouMean(title: string, name: string): string
  readonly hello: string
  help(samples: readonly string[]): string
  /** Groups of actions, for who asks what there is. */
  readonly groups: {
    readonly all: string
    /** `group` is one of them. */
    more(group: string): string
    of(group: string): string
    notYours(group: string): string
  }
  readonly welcome: string
  readonly goodbye: string
  readonly identity: string
  readonly nothingAsked: string
  /** Before what could be taken back, where other things were said after it. */
  readonly nothingSince: string
  readonly nothingToUndo: string
  cannotUndo(what: string): string
  /** Where it is not the last thing that was asked for. `what` is the change, with its site. */
  reallyUndo(what: string): string
  /** Changes of the same sentence that are not taken back with it. */
  leftAsItIs(whats: readonly string[]): string
  tooMuchToUndo(count: number, most: number): string
  /** The values of a choice in a form between them. */
  readonly yesAndNo: readonly [yes: string, no: string]
  /** Why a change cannot be taken back, and what to do. */
  readonly noWayBack: Readonly<Record<NoWayBack, string>>
  readonly notUnderstood: string
  /** After the sentence that says what is missing. */
  readonly instead: string
  readonly insteadHelp: string
  readonly unusable: string
  /** For wishes about what is on a site's pages, which are no actions. */
  readonly content: {
    readonly alone: string
    /** After it: how to get to where it is done; with the name of a site. */
    where(sample: string): string
    /** After it: whether to go there, as a question. */
    offer(title: string): string
    /** The same where it is not known of which site. */
    readonly which: string
  }
  readonly done: string
  declined(title: string): string
  wrongName(typed: string, wanted: string): string
  notTheName(said: { text: string; isYes: boolean; name: string; title: string }): string
  /** What actions do, for "I did nothing. If you want me to …"; the contract's summary where one is missing. */
  readonly actions: Readonly<Record<string, string>>
  /** Over a card that asks to approve several calls at once. */
  planOf(steps: number): string
  /** After what is paid now, where something waits for approval that changes it. */
  costsIfApproved(usd: number): string
  /** What a site of a tier costs, as a line of such a card. */
  costsAMonth(tier: string, usd: number): string
  /** What inputs are called in a question. */
  readonly inputs: Readonly<Record<string, string>>
  /** What fills the slots of an example. */
  readonly samples: Readonly<Record<string, string>>
  /** English ones are with the descriptions of outputs. */
  readonly summaries?: SummaryTexts
}

export interface Questions {
  readonly whichSite: string
  readonly whichOne: string
  more(count: number): string
  doYouMean(title: string, name: string): string
  /** Before something is destroyed that was not asked for beyond doubt. */
  isThatMeant(what: string, name: string): string
  reallyCalled(value: string): string
  readonly siteTitle: string
  readonly newTitle: string
  readonly hostname: string
  readonly shard: string
  readonly email: string
  /** `email` is who is invited. */
  accountOf(email: string): string
  readonly command: string
  readonly moment: string
  choice(input: string, values: string): string
  /** `noun` is the action's, in English: `account`. */
  called(noun: string): string
  input(name: string, description: string): string
}

/** What an action does, as a title in the language spoken. */
export function titleOfAction(
  { name, summary }: Pick<AnyAction, 'name' | 'summary'>,
  { actions }: Texts,
): string {
  const text = actions[name] ?? summary
  return text.charAt(0).toUpperCase() + text.slice(1)
}
