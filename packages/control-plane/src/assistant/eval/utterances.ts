import type { LanguageCode } from '../interpreter/languages/language.ts'
import type { Pending } from '../interpreter/meaning.ts'
import { ACCOUNT_UTTERANCES } from './account-utterances.ts'
import { CACHE_UTTERANCES } from './cache-utterances.ts'
import { CONTENT_UTTERANCES } from './content-utterances.ts'
import { FRENCH_QUESTIONS } from './french-question-utterances.ts'
import { FRENCH_UTTERANCES } from './french-utterances.ts'
import { FURTHER_UTTERANCES } from './further-utterances.ts'
import { GERMAN_QUESTIONS } from './german-question-utterances.ts'
import { GERMAN_UTTERANCES } from './german-utterances.ts'
import { INSIGHT_UTTERANCES } from './insight-utterances.ts'
import { JAPANESE_QUESTIONS } from './japanese-question-utterances.ts'
import { JAPANESE_UTTERANCES } from './japanese-utterances.ts'
import { MEMBER_UTTERANCES } from './member-utterances.ts'
import { MISREAD_UTTERANCES } from './misread-utterances.ts'
import { NEGATIVE_UTTERANCES } from './negative-utterances.ts'
import { NEWCOMER_UTTERANCES } from './newcomer-utterances.ts'
import { NO_ORDER_UTTERANCES } from './no-order-utterances.ts'
import { PHP_UTTERANCES } from './php-utterances.ts'
import { RARER_UTTERANCES } from './rarer-utterances.ts'
import { SIGNING_IN_UTTERANCES } from './signing-in-utterances.ts'
import { SPANISH_QUESTIONS } from './spanish-question-utterances.ts'
import { SPANISH_UTTERANCES } from './spanish-utterances.ts'
import { SPEED_UTTERANCES } from './speed-utterances.ts'

/**
 * What people say and what they should get. `call` is the action with its input; `ask` is the slot that
 * must be asked for; `calls` are several requests in one text; `says` is what must be answered instead of acting; `nothing` means that no action
 * may be called at all.
 */
export type Expectation =
  | ExpectedCall
  | { readonly calls: readonly ExpectedCall[] }
  | { readonly ask: string }
  | { readonly nothing: true }
  | { readonly says: RegExp }

interface ExpectedCall {
  readonly call: string
  readonly input?: Record<string, unknown>
}

export interface Utterance {
  /** English where it is missing. */
  readonly language?: LanguageCode
  readonly say: string
  readonly expect: Expectation
  /** Name of the site spoken of just before. */
  readonly focus?: string
  /** Names of the sites listed just before. */
  readonly listed?: readonly string[]
  /** Sites that there are besides, of names that mean something else as well. */
  readonly also?: readonly { readonly name: string; readonly title: string }[]
  /** The question that was open. */
  readonly pending?: Pending
}

const ask = (slot: string) => ({ ask: slot })
const call = (action: string, input: Record<string, unknown> = {}) => ({ call: action, input })
const of = (action: string, site = 'corner-bakery', more: Record<string, unknown> = {}) =>
  call(action, { site, ...more })

/** Sites of the evaluation, whose names the utterances use. */
export const EVAL_SITES = [
  site('corner-bakery', 'Corner Bakery', 'running'),
  site('flower-shop', "Rosa's Flower Shop", 'running', 'flowers.example.com'),
  site('jazz', 'Blue Note Jazz', 'running', 'jazz.example.org'),
  site('jazz-archive', 'Jazz Archive', 'running'),
  site('old-blog', 'Old Blog', 'suspended'),
  site('lost-pages', 'Lost Pages', 'deleted'),
  site('sea-view-cafe', 'Sea View & Café', 'running'),
  site('sakura', 'さくらベーカリー', 'running'),
] as const

export function site(name: string, title: string, state: 'running' | 'suspended' | 'deleted', own?: string) {
  const hostnames = [`${name}.localhost`, ...(own === undefined ? [] : [own])]
  return { siteId: `site_${name.replace(/\W/g, '').padEnd(15, '0')}`, name, title, state, hostnames }
}

const create = (title: string, more: Record<string, unknown> = {}) => call('sites.create', { title, ...more })

const CREATING: Utterance[] = [
  { say: 'Create a site called Corner Bakery', expect: create('Corner Bakery') },
  { say: 'create a site called "The List of Users"', expect: create('The List of Users') },
  { say: 'Please create a new WordPress site called Café Zürich.', expect: create('Café Zürich') },
  { say: 'make me a site for Anna’s Yoga Studio', expect: create('Anna’s Yoga Studio') },
  { say: 'make me a site for my bakery', expect: ask('title') },
  {
    say: 'could you set up a wordpress site named North Sea Kites please',
    expect: create('North Sea Kites'),
  },
  { say: 'I want a website for Green Garden', expect: create('Green Garden') },
  { say: 'new site 東京パン', expect: create('東京パン') },
  { say: 'Create a gold site called Gold Rush', expect: create('Gold Rush', { tier: 'gold' }) },
  {
    say: 'create a site called Bike Repair on the silver tier',
    expect: create('Bike Repair', { tier: 'silver' }),
  },
  { say: 'crate a site caled Sunny Side', expect: create('Sunny Side') },
  { say: 'i need a new site', expect: ask('title') },
  { say: 'create a site', expect: ask('title') },
  { say: 'build a blog called Slow Travel', expect: create('Slow Travel') },
  { say: "I'd like to start a blog called Tea & Toast", expect: create('Tea & Toast') },
  { say: 'set up a new website titled Delete Me Later', expect: create('Delete Me Later') },
  { say: 'create a site called Log Cabin Holidays', expect: create('Log Cabin Holidays') },
  { say: 'hey aipress, can you create a site called 🥐 Croissant?', expect: create('🥐 Croissant') },
  { say: 'launch a website named Harbour News', expect: create('Harbour News') },
  {
    say: 'create a site called Spring Sale for the customer Blue Agency',
    expect: create('Spring Sale', { account: 'Blue Agency' }),
  },
]

const LISTING: Utterance[] = [
  { say: 'which sites do I have?', expect: call('sites.list') },
  { say: 'list my sites', expect: call('sites.list') },
  { say: 'show me all my websites', expect: call('sites.list') },
  { say: 'what sites are there', expect: call('sites.list') },
  { say: 'how many sites do I have', expect: call('sites.list') },
  { say: 'which sites are suspended?', expect: call('sites.list', { state: 'suspended' }) },
  { say: 'show all deleted sites', expect: call('sites.list', { state: 'deleted' }) },
  { say: 'search sites for jazz', expect: call('sites.list', { search: 'jazz' }) },
  { say: 'find sites with "flower"', expect: call('sites.list', { search: 'flower' }) },
  { say: 'lst my stes', expect: call('sites.list') },
  { say: 'What do I pay?', expect: call('sites.list') },
  { say: 'how much do my sites cost per month?', expect: call('sites.list') },
]

const SHOWING: Utterance[] = [
  { say: 'show corner-bakery', expect: of('sites.show') },
  { say: 'how is the corner bakery doing?', expect: of('sites.show') },
  { say: 'status of flowers.example.com', expect: of('sites.show', 'flower-shop') },
  { say: 'tell me about Blue Note Jazz', expect: of('sites.show', 'jazz') },
  { say: 'what does corner bakery cost?', expect: of('sites.show') },
  { say: 'how is it doing?', focus: 'jazz', expect: of('sites.show', 'jazz') },
  { say: 'show me the second one', listed: ['jazz', 'corner-bakery'], expect: of('sites.show') },
  { say: 'is corner bakery running?', expect: of('sites.show') },
  { say: 'give me the link to corner bakery', expect: of('sites.show') },
  { say: 'show me the details of the bakery', expect: of('sites.show') },
]

const CHANGING: Utterance[] = [
  {
    say: 'rename corner-bakery to Corner Bakery & Café',
    expect: of('sites.rename', 'corner-bakery', { title: 'Corner Bakery & Café' }),
  },
  {
    say: 'call it Sunny Side from now on',
    focus: 'corner-bakery',
    expect: of('sites.rename', 'corner-bakery', { title: 'Sunny Side' }),
  },
  {
    say: 'change the name of Old Blog to New Blog',
    expect: of('sites.rename', 'old-blog', { title: 'New Blog' }),
  },
  { say: 'rename jazz', expect: ask('title') },
  {
    say: 'please change the title of corner bakery to "Bread, and More"',
    expect: of('sites.rename', 'corner-bakery', { title: 'Bread, and More', name: 'corner-bakery' }),
  },
  { say: 'purge the cache of corner-bakery', expect: of('cache.purge') },
  { say: 'clear the corner bakery cache please', expect: of('cache.purge') },
  { say: 'visitors of flower-shop still see the old page', expect: of('cache.purge', 'flower-shop') },
  { say: 'flush its cache', focus: 'jazz', expect: of('cache.purge', 'jazz') },
  { say: 'run the cron of corner-bakery', expect: of('cron.run') },
  { say: 'please run the corner bakery cron jobs now', expect: of('cron.run') },
  {
    say: 'run the cron event wp_scheduled_delete on jazz',
    expect: of('cron.run', 'jazz', { hook: 'wp_scheduled_delete' }),
  },
  { say: 'suspend corner-bakery', expect: of('sites.suspend') },
  { say: 'take Corner Bakery offline', expect: of('sites.suspend') },
  { say: 'could you pause the corner bakery website for now please', expect: of('sites.suspend') },
  { say: 'shut down flower-shop', expect: of('sites.suspend', 'flower-shop') },
  { say: 'suspend it', focus: 'jazz', expect: of('sites.suspend', 'jazz') },
  { say: 'susspend corner-bakery', expect: of('sites.suspend') },
  { say: 'disable the site corner bakery', expect: of('sites.suspend') },
  { say: 'resume old-blog', expect: of('sites.resume', 'old-blog') },
  { say: 'bring Old Blog back online', expect: of('sites.resume', 'old-blog') },
  { say: 'bring back old blog', expect: of('sites.resume', 'old-blog') },
  { say: 'switch it on again', focus: 'old-blog', expect: of('sites.resume', 'old-blog') },
  { say: 'reactivate Old Blog', expect: of('sites.resume', 'old-blog') },
  { say: 'undelete lost-pages', expect: of('sites.undelete', 'lost-pages') },
  { say: 'bring back lost pages', expect: of('sites.undelete', 'lost-pages') },
  { say: 'restore the deleted site Lost Pages', expect: of('sites.undelete', 'lost-pages') },
  { say: 'undo the deletion of lost-pages', expect: of('sites.undelete', 'lost-pages') },
  { say: 'I deleted Lost Pages by mistake', expect: of('sites.undelete', 'lost-pages') },
]

const DELETING: Utterance[] = [
  { say: 'delete corner-bakery', expect: of('sites.delete') },
  { say: 'Delete the site Corner Bakery, please', expect: of('sites.delete') },
  { say: 'get rid of old blog', expect: of('sites.delete', 'old-blog') },
  { say: 'remove the site flower-shop', expect: of('sites.delete', 'flower-shop') },
  { say: 'delete it', focus: 'old-blog', expect: of('sites.delete', 'old-blog') },
  { say: 'can you delete Blue Note Jazz?', expect: of('sites.delete', 'jazz') },
]

const OPERATING: Utterance[] = [
  { say: 'log me in to Corner Bakery', expect: of('sites.login') },
  { say: 'log me in', focus: 'corner-bakery', expect: of('sites.login') },
  { say: 'open the admin of corner-bakery', expect: of('sites.login') },
  { say: 'I want to sign in to the flower shop', expect: of('sites.login', 'flower-shop') },
  { say: 'login link for jazz please', expect: of('sites.login', 'jazz') },
  { say: 'take me to wp-admin of corner bakery', expect: of('sites.login') },
  { say: 'how do I log in to corner-bakery?', expect: of('sites.login') },
  { say: 'Show me its logs', focus: 'corner-bakery', expect: of('sites.logs') },
  { say: 'show the logs of Corner Bakery', expect: of('sites.logs') },
  { say: "show me corner bakery's logs", expect: of('sites.logs') },
  { say: 'php errors of flower-shop', expect: of('sites.logs', 'flower-shop', { kind: 'php' }) },
  { say: 'access log of jazz.example.org', expect: of('sites.logs', 'jazz', { kind: 'access' }) },
  {
    say: 'give me the last 20 lines of the error log of corner-bakery',
    expect: of('sites.logs', 'corner-bakery', { kind: 'error', lines: 20 }),
  },
  { say: 'from corner-bakery show me the logs', expect: of('sites.logs') },
  { say: 'any errors on Corner Bakery?', expect: of('sites.logs', 'corner-bakery', { kind: 'error' }) },
  {
    say: 'run wp option get blogname on corner-bakery',
    expect: of('sites.wp', 'corner-bakery', { args: ['option', 'get', 'blogname'] }),
  },
  {
    say: 'wp plugin list on Corner Bakery',
    expect: of('sites.wp', 'corner-bakery', { args: ['plugin', 'list'] }),
  },
  {
    say: 'run wp core version',
    focus: 'jazz',
    expect: of('sites.wp', 'jazz', { args: ['core', 'version'] }),
  },
  {
    say: 'run wp post create --post_title="Hello there" on corner-bakery',
    expect: of('sites.wp', 'corner-bakery', { args: ['post', 'create', '--post_title=Hello there'] }),
  },
  {
    say: 'which plugins does corner bakery have?',
    expect: of('sites.wp', 'corner-bakery', { args: ['plugin', 'list'] }),
  },
]

const HOSTNAMES: Utterance[] = [
  {
    say: 'Put it on bakery.example.com',
    focus: 'corner-bakery',
    expect: of('hostnames.add', 'corner-bakery', { hostname: 'bakery.example.com' }),
  },
  {
    say: 'put Corner Bakery on bakery.example.com',
    expect: of('hostnames.add', 'corner-bakery', { hostname: 'bakery.example.com' }),
  },
  {
    say: 'connect www.flowers.example to flower-shop',
    expect: of('hostnames.add', 'flower-shop', { hostname: 'www.flowers.example' }),
  },
  {
    say: 'add the domain https://bakery.example.com/ to corner-bakery',
    expect: of('hostnames.add', 'corner-bakery', { hostname: 'bakery.example.com' }),
  },
  {
    say: 'point bakery.example.com at corner bakery',
    expect: of('hostnames.add', 'corner-bakery', { hostname: 'bakery.example.com' }),
  },
  { say: 'put corner bakery on my own domain', expect: ask('hostname') },
  {
    say: 'remove the hostname flowers.example.com from flower-shop',
    expect: of('hostnames.remove', 'flower-shop', { hostname: 'flowers.example.com' }),
  },
  {
    say: 'take jazz.example.org off jazz',
    expect: of('hostnames.remove', 'jazz', { hostname: 'jazz.example.org' }),
  },
  { say: 'which domains does corner bakery have?', expect: of('hostnames.list') },
  { say: 'list the hostnames of jazz', expect: of('hostnames.list', 'jazz') },
]

const WORK: Utterance[] = [
  { say: 'list operations', expect: call('operations.list') },
  { say: 'what happened lately?', expect: call('operations.list') },
  { say: 'operations of corner-bakery', expect: of('operations.list') },
  { say: 'which operations failed?', expect: call('operations.list', { state: 'failed' }) },
  {
    say: 'show operation op_0123456789abcde',
    expect: call('operations.show', { operation: 'op_0123456789abcde' }),
  },
  {
    say: 'how is operation op_0123456789abcde going?',
    expect: call('operations.show', { operation: 'op_0123456789abcde' }),
  },
  {
    say: 'watch operation op_0123456789abcde',
    expect: call('operations.watch', { operation: 'op_0123456789abcde' }),
  },
  {
    say: 'cancel operation op_0123456789abcde',
    expect: call('operations.cancel', { operation: 'op_0123456789abcde' }),
  },
  {
    say: 'please abort operation op_0123456789abcde',
    expect: call('operations.cancel', { operation: 'op_0123456789abcde' }),
  },
  { say: 'list shards', expect: call('shards.list') },
  { say: 'how full are the shards?', expect: call('shards.list') },
  { say: 'show the mail', expect: call('mail.list') },
  { say: 'which e-mails did corner-bakery send?', expect: of('mail.list') },
  { say: 'open the mailbox of Corner Bakery', expect: of('mail.list') },
  { say: 'show mail mail_0123456789abcde', expect: call('mail.show', { mail: 'mail_0123456789abcde' }) },
  { say: 'is everything healthy?', expect: call('platform.status') },
  { say: 'status', expect: call('platform.status') },
  { say: 'is the platform ok', expect: call('platform.status') },
  { say: 'show the audit log', expect: call('audit.list') },
  { say: 'who did what?', expect: call('audit.list') },
  { say: 'who called sites.delete', expect: call('audit.list', { action: 'sites.delete' }) },
]

const PEOPLE: Utterance[] = [
  { say: 'who am I?', expect: call('me.show') },
  { say: 'what may I do', expect: call('me.show') },
  { say: 'create an account called Blue Agency', expect: call('accounts.create', { name: 'Blue Agency' }) },
  { say: 'add a customer "Red House"', expect: call('accounts.create', { name: 'Red House' }) },
  { say: 'list accounts', expect: call('accounts.list') },
  { say: 'which customers do we have?', expect: call('accounts.list') },
  { say: 'list people', expect: call('people.list') },
  { say: 'who can sign in?', expect: call('people.list') },
  { say: 'list the members of Blue Agency', expect: call('people.list', { account: 'Blue Agency' }) },
  { say: 'invite anna@example.com', expect: call('people.invite', { email: 'anna@example.com' }) },
  {
    say: 'invite ben@example.com as admin',
    expect: call('people.invite', { email: 'ben@example.com', role: 'administrator' }),
  },
  { say: 'give carl@example.com access', expect: call('people.invite', { email: 'carl@example.com' }) },
  {
    say: 'remove the person anna@example.com',
    expect: call('people.remove', { person: 'anna@example.com' }),
  },
  {
    say: 'revoke the access of ben@example.com',
    expect: call('people.remove', { person: 'ben@example.com' }),
  },
  {
    say: 'create an api token called deploy script',
    expect: call('tokens.create', { name: 'deploy script' }),
  },
  {
    say: 'create a read-only token called "monitoring"',
    expect: call('tokens.create', { name: 'monitoring', readOnly: true }),
  },
  {
    say: 'create a token called backup for 90 days',
    expect: call('tokens.create', { name: 'backup', days: 90 }),
  },
  { say: 'show my api tokens', expect: call('tokens.list') },
  { say: 'revoke the token deploy script', expect: call('tokens.revoke', { token: 'deploy script' }) },
  { say: 'list my connected programs', expect: call('programs.list') },
  { say: 'which agents have I connected', expect: call('programs.list') },
  { say: 'disconnect the program Cursor', expect: call('programs.disconnect', { program: 'Cursor' }) },
  { say: 'invite someone', expect: ask('email') },
]

/** Must not act: unclear, hypothetical, negated, too wide, about something else, or not to be had yet. */
export const UTTERANCES: readonly Utterance[] = [
  ...FURTHER_UTTERANCES,
  ...NEWCOMER_UTTERANCES,
  ...PHP_UTTERANCES,
  ...INSIGHT_UTTERANCES,
  ...MEMBER_UTTERANCES,
  ...SIGNING_IN_UTTERANCES,
  ...CREATING,
  ...LISTING,
  ...SHOWING,
  ...CHANGING,
  ...DELETING,
  ...OPERATING,
  ...HOSTNAMES,
  ...WORK,
  ...PEOPLE,
  ...MISREAD_UTTERANCES,
  ...CONTENT_UTTERANCES,
  ...SPEED_UTTERANCES,
  ...CACHE_UTTERANCES,
  ...NEGATIVE_UTTERANCES,
  ...NO_ORDER_UTTERANCES,
  ...RARER_UTTERANCES,
  ...GERMAN_UTTERANCES,
  ...GERMAN_QUESTIONS,
  ...SPANISH_UTTERANCES,
  ...SPANISH_QUESTIONS,
  ...FRENCH_UTTERANCES,
  ...FRENCH_QUESTIONS,
  ...JAPANESE_UTTERANCES,
  ...JAPANESE_QUESTIONS,
  ...ACCOUNT_UTTERANCES,
]
