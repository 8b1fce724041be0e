import { ACTIONS } from '@aipress/contract/index.ts'

const SUMMARIES = new Map<string, string>(ACTIONS.map(({ name, summary }) => [name, summary]))

/** Tries to get in, which are none of the contract's actions (control-plane's `sign-in-audit.ts`): wanted and done. */
const SIGNING_IN: Readonly<Record<string, readonly [string, string]>> = {
  'people.sign-in': ['Sign in', 'Signed in'],
  'people.accept': ['Accept an invitation', 'Accepted an invitation'],
  'people.change-password': ['Change their own password', 'Changed their own password'],
  'people.forgot-password': ['Ask for a new password', 'Asked for a new password'],
  'people.use-reset-link': ['Set a new password by a link', 'Set a new password by a link'],
  'people.second-factor': ['Give a second factor', 'Gave a second factor'],
  'people.add-second-factor': ['Set up an app for codes', 'Set up an app for codes'],
  'people.renew-recovery-codes': ['Make new recovery codes', 'Made new recovery codes'],
  'people.remove-own-second-factor': ['Remove their own second factor', 'Removed their own second factor'],
  'people.add-passkey': ['Add a passkey', 'Added a passkey'],
  'people.remove-passkey': ['Remove a passkey', 'Removed a passkey'],
  'people.sign-in-with-passkey': ['Sign in with a passkey', 'Signed in with a passkey'],
  'people.sign-in-with-provider': ['Sign in with a provider', 'Signed in with a provider'],
}

/** Whose summaries speak to the one who asks, or tell two things of which a line names one. */
const SAID_OF_OTHERS: Readonly<Record<string, string>> = {
  'cache.purge': 'Purge the cache of a site',
  'cron.run': 'Run what a site has scheduled',
  'me.show': 'See who they are',
  'models.change': 'Choose the language model of the assistant',
  'models.test': 'Test the language model',
  'operations.cancel': 'Cancel an operation',
  'operations.watch': 'Follow an operation',
  'people.invite': 'Invite a person',
  'people.stop-impersonating': 'Stop acting as a customer',
  'programs.list': 'List the programs they have connected',
  'sessions.list': 'List the browsers in which they are signed in',
  'sessions.revoke': 'Sign out one of their browsers',
  'sessions.revoke-others': 'Sign out all their other browsers',
  'shards.drain': 'Move every site away from a shard',
  'shards.map': 'See all shards at a glance',
  'sign-in-rules.change': 'Change what administrators and operators need to sign in',
  'sites.label': 'Change the labels of a site',
  'sites.move': 'Move a site to another shard',
  'sites.pin': 'Change whether a site is kept on its shard',
  'sites.undelete': 'Bring back a deleted site',
  'tokens.list': 'List their API tokens',
  'usage.show': 'See what sites use',
}

/** Those that do not end in -ed, or double their last letter. */
const PAST: Readonly<Record<string, string>> = {
  Bring: 'Brought',
  Cancel: 'Cancelled',
  Choose: 'Chose',
  Get: 'Got',
  Give: 'Gave',
  Go: 'Went',
  Keep: 'Kept',
  Let: 'Let',
  Make: 'Made',
  Put: 'Put',
  Read: 'Read',
  Run: 'Ran',
  See: 'Saw',
  Set: 'Set',
  Stop: 'Stopped',
  Take: 'Took',
}

/** An action as people call it: its summary, or its name in words where it is none of the contract's. */
export function actionWords(name: string): string {
  const words =
    SAID_OF_OTHERS[name] ??
    SUMMARIES.get(name)?.replace(/^Show /, 'See ') ??
    SIGNING_IN[name]?.[0] ??
    capitalised(name.replace(/[._-]+/g, ' '))
  // What follows a comma or the like explains, and a line is short.
  return words.split(/[,:;]/)[0] ?? words
}

/** What was done, and of what failed that it was tried. */
export function doneWords(name: string, isDone: boolean): string {
  const words = actionWords(name)
  const signingIn = SIGNING_IN[name]
  if (!SUMMARIES.has(name) && signingIn === undefined) return words
  if (!isDone) return `Tried to ${words.charAt(0).toLowerCase()}${words.slice(1)}`
  if (signingIn !== undefined) return signingIn[1]
  const [verb = '', ...rest] = words.split(' ')
  return [pastOf(verb), ...rest].join(' ')
}

function pastOf(verb: string): string {
  if (PAST[verb] !== undefined) return PAST[verb]
  if (verb.endsWith('e')) return `${verb}d`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
