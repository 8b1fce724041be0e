import type { Pending } from '../interpreter/meaning.ts'
import type { Expectation, Utterance } from './utterances.ts'

/** What newcomers said in their first hour, much of it in the middle of something else. */
const say = (text: string, expect: Expectation, more: Partial<Utterance> = {}): Utterance => ({
  say: text,
  expect,
  ...more,
})
const call = (action: string, input: Record<string, unknown> = {}): Expectation => ({ call: action, input })
const says = (pattern: RegExp): Expectation => ({ says: pattern })
const notYet = says(/not available yet/)

const asked = (
  action: string,
  slot: string,
  input: Record<string, unknown> = {},
): Pick<Utterance, 'pending'> => ({
  pending: { action, slot, input } satisfies Pending,
})
const siteTitle = asked('sites.create', 'title')
const newTitle = asked('sites.rename', 'title', { site: 'jazz' })
const tokenName = asked('tokens.create', 'name')
const accountName = asked('accounts.create', 'name')
const create = (title: string): Expectation => call('sites.create', { title })

const WHILE_ASKED: Utterance[] = [
  say('invite anna@example.com', call('people.invite', { email: 'anna@example.com' }), siteTitle),
  say('Suspend the pizza site', says(/no site called "(the )?pizza"/), siteTitle),
  say('suspend jazz', call('sites.suspend', { site: 'jazz' }), siteTitle),
  say('suspend jazz, please', call('sites.suspend', { site: 'jazz' }), siteTitle),
  say('list my sites', call('sites.list'), siteTitle),
  say('set up SSL', notYet, siteTitle),
  say('take a backup of jazz', notYet, siteTitle),
  say('restart php', notYet, siteTitle),
  say('restart php', notYet, tokenName),
  say('install woocommerce', notYet, tokenName),
  say('is everything healthy?', call('platform.status'), tokenName),
  say('what do I pay?', call('sites.list'), siteTitle),
  say(
    'put jazz on jazz.example.net',
    call('hostnames.add', { site: 'jazz', hostname: 'jazz.example.net' }),
    accountName,
  ),
  say('create a site called Sunny Side', create('Sunny Side'), tokenName),
  say('show the logs of jazz', call('sites.logs', { site: 'jazz' }), newTitle),
  say('restart php', notYet, asked('sites.logs', 'site')),
  say('set up SSL', notYet, asked('sites.suspend', 'site')),
  say('Corner Bakery', create('Corner Bakery'), siteTitle),
  say('Blumenladen', create('Blumenladen'), siteTitle),
  say('SSL Experts', create('SSL Experts'), siteTitle),
  say('Backup Heroes', create('Backup Heroes'), siteTitle),
  say('call it Delete Me Later', create('Delete Me Later'), siteTitle),
  say('"Restart PHP"', create('Restart PHP'), siteTitle),
  say('Open House', says(/really be called "Open House"/), siteTitle),
  say('Bring your own bread', says(/really be called/), siteTitle),
  say('Turn the page', says(/really be called/), newTitle),
  say('yes', create('Open House'), asked('sites.create', 'title', { title: 'Open House' })),
  say('Sunny Side', create('Sunny Side'), asked('sites.create', 'title', { title: 'Open House' })),
  say('no', { nothing: true }, asked('sites.create', 'title', { title: 'Open House' })),
  say('deploy script', call('tokens.create', { name: 'deploy script' }), tokenName),
  say(
    'plugin list',
    call('sites.wp', { site: 'jazz', args: ['plugin', 'list'] }),
    asked('sites.wp', 'args', { site: 'jazz' }),
  ),
]

const NOT_CREATING: Utterance[] = [
  say('set up SSL for Blumenladen', notYet),
  say('set up SSL for a site called Blumenladen', notYet),
  say('set up https for corner-bakery', notYet),
  say('I need a certificate for corner bakery', notYet),
  say('set up a backup for corner bakery', notYet),
  say('set up the newsletter', { nothing: true }),
  say('set up e-mail for Blumenladen', { nothing: true }),
  say('set up a redirect for corner bakery', { nothing: true }),
  say('spin up the washing machine', { nothing: true }),
  say('make a logo for my bakery', { nothing: true }),
  say('create a contact form', { nothing: true }),
  say('create a page called About us', { nothing: true }),
  say('create a staging site for corner-bakery', notYet),
  say('I want a coffee', { nothing: true }),
  say('I need a holiday', { nothing: true }),
  say('new post about bread', { nothing: true }),
  say('create a site called Backup Heroes', create('Backup Heroes')),
  say('create a site called "How to set up SSL"', create('How to set up SSL')),
  say('rename jazz to Install Fest', call('sites.rename', { site: 'jazz', title: 'Install Fest' })),
  say('restart corner-bakery', notYet),
  say('restart the server', notYet),
]

const jazz = { focus: 'jazz' }
const ask = (slot: string): Expectation => ({ ask: slot })
const wp = (site: string, ...args: string[]): Expectation => call('sites.wp', { site, args })
const noSuchSite = says(/I know no site called/)

/** A name that is not quite one, or none, never means the site spoken of before. */
const NAMING: Utterance[] = [
  say('Run wp plugin list on Sea View', ask('site'), jazz),
  say('run wp plugin list on sea-view', ask('site'), jazz),
  say('wp plugin list on the Sea View site', ask('site'), jazz),
  say('Run wp plugin list on Sea View & Café', wp('sea-view-cafe', 'plugin', 'list'), jazz),
  say('run wp plugin list on Blumenladen', noSuchSite, jazz),
  say('wp option get blogname on it', wp('jazz', 'option', 'get', 'blogname'), jazz),
  say(
    'run wp post create --post_title="Sale on Friday"',
    wp('jazz', 'post', 'create', '--post_title=Sale on Friday'),
    jazz,
  ),
  say('log in on Pizza Palace', noSuchSite, jazz),
  say('show me the logs of pizza palace', noSuchSite, jazz),
  say('which plugins are on Blumenladen?', noSuchSite, jazz),
  say('what do I pay for Blumenladen?', noSuchSite, jazz),
]

const ASKING: Utterance[] = [
  say('list my sites and delete all of them', says(/I did nothing/)),
  say('show my sites, then remove everything', says(/I did nothing/)),
  say('upgrade to gold', call('sites.tier', { site: 'jazz', tier: 'gold' }), jazz),
  say('What does it cost to upgrade corner-bakery to silver?', says(/bronze.*silver \$5/)),
  say(
    'switch corner bakery to the silver plan',
    call('sites.tier', { site: 'corner-bakery', tier: 'silver' }),
  ),
  say('how much does a gold site cost?', says(/bronze \$2.*silver \$5.*gold \$15/)),
  say('which plans are there?', says(/bronze \$2/)),
  say('which tier is jazz on?', call('sites.show', { site: 'jazz' })),
  say('upgrade WordPress', says(/not available yet/)),
  say('how much disk space do I have', call('platform.status')),
  say('how full is the disk?', call('platform.status')),
  say('install woocommerce', says(/come as releases through AIPress.*not available yet/), jazz),
  say('install a plugin', says(/come as releases/)),
  say('can you add a contact form plugin to corner-bakery?', says(/come as releases/)),
  say('change the theme of jazz', says(/come as releases/)),
  say('which plugins does jazz have?', wp('jazz', 'plugin', 'list')),
]

export const NEWCOMER_UTTERANCES: readonly Utterance[] = [
  ...WHILE_ASKED,
  ...NOT_CREATING,
  ...NAMING,
  ...ASKING,
]
