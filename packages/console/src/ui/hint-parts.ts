export interface HintPart {
  text: string
  /** A page of the console. */
  to?: string
}

/**
 * Hints are written once, for every door, and name commands of the command line. Here one has pages instead, so each
 * command that a page answers becomes the way to it; others stay as they are.
 */
export function hintParts(hint: string): readonly HintPart[] {
  const parts: HintPart[] = []
  let at = 0
  for (const match of hint.matchAll(COMMAND)) {
    const [whole, before = '', quoted, bare] = match
    const place = placeOf((quoted ?? bare ?? '').split(/\s+/))
    if (place === undefined) continue
    // What could be done there, too, has been named before.
    const isOther = OTHER_WAY.test(before)
    parts.push(
      { text: hint.slice(at, match.index) + (WORDS_BEFORE[before] ?? '') },
      ...(isOther ? [] : [place]),
    )
    at = match.index + whole.length
    // A command that ends a hint takes its full stop with it.
    if (bare !== undefined && (at === hint.length || hint[at] === '\n')) parts.push({ text: '.' })
  }
  if (at < hint.length) parts.push({ text: hint.slice(at) })
  return parts.filter(({ text }) => text !== '')
}

/** As plain words, for where nothing can be followed. */
export const hintText = (hint: string): string =>
  hintParts(hint)
    .map(({ text }) => text)
    .join('')

/** In quotes, or bare behind a colon or bracket, up to the end or another sentence. */
const COMMAND =
  /((?: or with| oder mit| ou avec| o con|か) |with |For example: )?(?:[“"]aipress ([^"”]+)[”"](?: (?=で))?|(?<=: |\()aipress ((?:[^\s.)]|\.(?!$|\s))+(?: (?:"[^"]*"|(?:[^\s.)"]|\.(?!$|\s))+))*))/g

/** In each language of the chat: another way beside the page that was named. */
const OTHER_WAY = /^(?: or with| oder mit| ou avec| o con|か) $/

const WORDS_BEFORE: Readonly<Record<string, string>> = {
  'with ': 'under ',
  'For example: ': 'Under ',
}

type Way = (of: string | undefined) => HintPart

const page =
  (text: string, to: string): Way =>
  () => ({ text, to })
const ofSite =
  (tab: string, text: string): Way =>
  (name) =>
    isName(name)
      ? { text: `${text} of ${name}`, to: `/sites/${name}${tab}` }
      : { text: 'Sites', to: '/sites' }
const ofThing =
  (folder: string, one: string, all: string): Way =>
  (id) =>
    isName(id) ? { text: one, to: `${folder}/${id}` } : { text: all, to: folder }

/** What the next word of a command may be: a name or an id, not an option or a place for one. */
const isName = (text: string | undefined): text is string =>
  text !== undefined && /^[a-z0-9][\w.-]*$/i.test(text)

const OVERVIEW = ofSite('', 'Overview')
const SETTINGS = ofSite('/settings', 'Settings')
const SHARD = ofThing('/shards', 'the shard’s page', 'Shards')

/** By the longest beginning of the command. */
const WAYS: Readonly<Record<string, Way>> = {
  'access list': SETTINGS,
  'audit verify': page('Audit', '/audit'),
  bulk: ofThing('/bulk', 'the bulk change', 'Bulk changes'),
  'cache purge': SETTINGS,
  'cron list': ofSite('/scheduled', 'Scheduled'),
  'errors list': ofSite('/errors', 'Errors'),
  hostname: ofSite('/hostnames', 'Hostnames'),
  logout: page('Your account', '/account'),
  'mail list': page('Mail', '/mail'),
  'model set': page('Language model', '/model'),
  operation: ofThing('/operations', 'the operation', 'Operations'),
  'php set': SETTINGS,
  'role list': page('People', '/people'),
  'session list': page('Your account', '/account'),
  shard: SHARD,
  'site create': page('Sites', '/sites'),
  'site list': page('Sites', '/sites'),
  'site suspend': SETTINGS,
  'site move': OVERVIEW,
  'site pin': OVERVIEW,
  'site rename': SETTINGS,
  'site resume': SETTINGS,
  'site show': OVERVIEW,
  'site tier': OVERVIEW,
  'site undelete': SETTINGS,
  status: page('Status', '/status'),
  'token create': page('API tokens', '/tokens'),
  'usage show': OVERVIEW,
}

function placeOf([noun = '', verb = '', of]: readonly string[]): HintPart | undefined {
  return (WAYS[`${noun} ${verb}`] ?? WAYS[noun])?.(of)
}
