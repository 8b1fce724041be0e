import type { Texts } from './texts.ts'

export const ENGLISH_TEXTS: Texts = {
  tooLong: 'That is more than I can follow, so I did nothing. Please put it in one short sentence.',
  notPermitted: (what, role, whom) =>
    `That is "${what}", which your role (${role}) does not include. Ask ${whom === 'owner' ? 'an owner of the account' : 'an administrator of the platform'}.`,
  barred: {
    token: (what) =>
      `That is "${what}", for which the token that you use was not made; your own role may include it. Use another token, or make one with more scopes.`,
    program: (what) =>
      `That is "${what}", which this program was not allowed. Connect it again with more rights, or do it yourself.`,
    acting: (what) =>
      `That is "${what}", which nobody does who acts as somebody else. Stop acting as them first.`,
    'single-sites': (what) =>
      `That is "${what}". You have rights on single sites only, and they do not include it. Ask an owner of the account.`,
  },
  didNothing: 'All right, I did nothing.',
  sayPlainly: (what, sample) =>
    `I did nothing. If you want me to ${lower(what)}, say so plainly, for example: "${sample}".`,
  howTo: (what, sample) => `To ${lower(what)}, say for example: "${sample}".`,
  oneSiteAtATime: 'I do that for one site at a time, so that nothing happens by mistake. Which one?',
  oneThingAtATime:
    'I did nothing: I delete one thing at a time, and ask before each. Say for example "list my sites", then "delete corner-bakery".',
  notAnOrder: (what, sample) => `I did nothing. If you want me to ${lower(what)}, say: "${sample}".`,
  questions: {
    whichSite: 'Which site?',
    whichOne: 'Which one do you mean?',
    more: (count) => `… and ${count} more; say its name.`,
    doYouMean: (title, name) => `Do you mean ${title} (${name})?`,
    isThatMeant: (what, name) => `Do you want me to ${lower(what)}: ${name}?`,
    reallyCalled: (value) => `Shall it really be called "${value}"? Say "yes", or what it should be called.`,
    siteTitle: 'What should the site be called?',
    newTitle: 'What should its new title be?',
    hostname: 'Which hostname? For example bakery.example.com.',
    shard: 'Which shard? For example shard-001.',
    email: 'What is the e-mail address?',
    accountOf: (email) => `Of which account shall ${email} be a member? Nobody was invited yet.`,
    command: 'Which WP-CLI command? For example "plugin list".',
    moment: 'At what time? For example "yesterday 14:05"; times are in UTC.',
    choice: (input, values) => `Which ${input}: ${values}?`,
    called: (noun) => `What should the ${noun} be called?`,
    input: (name, description) => `Which ${name}?${description === '' ? '' : ` ${description}.`}`,
  },
  noDeletedSite: 'There is no deleted site to bring back.',
  noSiteYet: 'There is no site yet. Say "create a site called Corner Bakery" to make one.',
  unknownSite: (said) => `I know no site called "${said}".`,
  listSites: 'Say "list my sites" to see which there are.',
  didYouMean: (title, name) => `Did you mean ${title} (${name})?`,
  didYouMeanOneOf: 'Did you mean one of these?',
  hello: 'Hello!',
  help: (samples) => `You can say, for example:\n${samples.join('\n')}`,
  groups: {
    all: 'Here is what I can do, with examples of each:',
    more: (group) => `Say "help with ${group.toLowerCase()}" to see all of a group.`,
    of: (group) => `This is what you can do with ${group.toLowerCase()}:`,
    notYours: (group) => `Your role includes nothing of that group (${group}).`,
  },
  welcome: 'You are welcome. What next?',
  goodbye: 'Goodbye. Your sites go on running.',
  identity:
    'I am the built-in assistant of AIPress: a small program on this platform that understands requests about your sites, without any cloud service.',
  nothingSince: 'What you said since the last change has changed nothing.',
  nothingToUndo: 'There is nothing in this conversation that I could take back.',
  cannotUndo: (what) => `I cannot take that back by itself (${what}). Say what it shall be instead.`,
  reallyUndo: (what) =>
    `The last change that I know to have worked is this one: ${lower(what)}. Shall I take it back?`,
  leftAsItIs: (whats) =>
    `I take back the last of these changes alone; this stays as it is: ${whats.map(lower).join('; ')}.`,
  tooMuchToUndo: (count, most) =>
    `That would be ${count} changes, and I take back ${most} at most together, so I did nothing. Say one by one what it shall be instead.`,
  yesAndNo: ['Yes', 'No'],
  noWayBack: {
    cache:
      'What was cached comes back by itself: each page is made anew with its next visit, so there is nothing to take back.',
    key: 'The key that was there before is not known any more, as keys are never read: choose the model again with its key, on the page “Language model” or with "aipress model set".',
    link: 'Their former link works no more; nothing else about them was changed. To withdraw the invitation, say “remove” and their address.',
    price: 'There was no price before, and a price cannot be unset: say the right one, or set it to 0.',
  },
  nothingAsked: 'I had asked nothing. What would you like me to do?',
  notUnderstood: 'I did not understand that, so I did nothing.',
  instead:
    'I can create, show, rename, suspend, delete and bring back sites, add hostnames, log you in, show logs and run WP-CLI.',
  insteadHelp: 'Say "help" to see what I can do.',
  unusable: 'I could not use that.',
  content: {
    alone:
      'What is on a site’s pages, its menus and its look are made in its own WordPress (wp-admin), not from here, so I did nothing.',
    where: (sample) =>
      `Say "log me in to ${sample}" for the way there; for a site of its own, "create a site called Corner Bakery".`,
    offer: (title) => `Shall I make a link that logs you in to the wp-admin of ${title}?`,
    which: 'Which site shall I make a link for that logs you in to its wp-admin?',
  },
  done: 'Done.',
  declined: (title) => `${title}: declined.`,
  wrongName: (typed, wanted) =>
    `"${typed}" is not the name that was asked for (${wanted}), so nothing was done.`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'A yes is not enough here' : `"${text}" is not the name that was asked for`}, so nothing was done. Type ${name} to go ahead (${title}), or say "no".`,
  actions: {},
  planOf: (steps) => `A plan of ${steps} steps`,
  costsIfApproved: (usd) => `Once what waits for your approval is done, it is $${usd} a month.`,
  costsAMonth: (tier, usd) => `A ${tier} site costs $${usd} a month.`,
  inputs: {},
  samples: {
    site: 'corner-bakery',
    title: 'Corner Bakery',
    hostname: 'bakery.example.com',
    email: 'anna@example.com',
    person: 'anna@example.com',
    name: 'Blue Agency',
    token: 'deploy script',
    account: 'Blue Agency',
    args: 'plugin list',
    shard: 'shard-001',
    to: 'shard-002',
    tier: 'silver',
    role: 'owner',
    session: 'kZ81jqLw',
    program: 'Claude',
    model: 'google/gemini-3-flash',
    operation: 'op_7k2m',
    mail: 'mail_7k2m',
    bulk: 'bulk_7k2m',
    upload: '128M',
    memory: '512M',
    seconds: '60',
    minutes: '30',
    days: '30',
    url: '/about/',
    tag: 'post-1',
    by: 'visits',
    add: 'trial',
    kind: 'suspend',
    sites: '12',
    fingerprint: '9e658008456d',
    secondFactor: 'required',
  },
}

function lower(what: string): string {
  return what.charAt(0).toLowerCase() + what.slice(1)
}
