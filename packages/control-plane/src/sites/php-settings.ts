import {
  AipressError,
  PHP_DEFAULTS,
  PHP_LIMITS,
  type PhpSettings,
  type PhpWishes,
  phpSettingsOf,
  type Tier,
} from '@aipress/contract'

/**
 * What PHP gives a site's requests: what its owner asked for, as far as the tier allows. The wish is kept as it was
 * said, so that a lower tier bounds it and a higher one brings it back.
 */
const NAMES = ['memoryMb', 'uploadMb', 'seconds'] as const
type Name = (typeof NAMES)[number]

const WORDS: Record<Name, { what: string; unit: string }> = {
  memoryMb: { what: 'memory', unit: 'MB' },
  uploadMb: { what: 'uploads', unit: 'MB' },
  seconds: { what: 'processor time', unit: 'seconds' },
}

const say = (name: Name, amount: number) => `${amount} ${WORDS[name].unit} of ${WORDS[name].what}`

/** Throws `php_limit_exceeded` where the tier does not allow what is asked for. */
export function requireWithinTier(tier: Tier, wishes: PhpWishes): void {
  for (const name of NAMES) {
    const [wish, limit] = [wishes[name], PHP_LIMITS[tier][name]]
    if (wish === undefined || wish <= limit) continue
    const tiers = (['bronze', 'silver', 'gold'] as const).filter((each) => PHP_LIMITS[each][name] >= wish)
    const [enough] = tiers
    throw new AipressError('php_limit_exceeded', `A ${tier} site can have at most ${say(name, limit)}.`, {
      hint:
        enough === undefined
          ? `No tier allows more than ${say(name, PHP_LIMITS.gold[name])}.`
          : `Ask for no more, or change its tier to ${enough} first.`,
    })
  }
}

/** What was asked for and the tier does not allow; undefined where all is as asked. */
export function beyondTier(tier: Tier, wishes: PhpWishes): PhpWishes | undefined {
  const settings = phpSettingsOf(tier, wishes)
  const beyond = NAMES.filter((name) => (wishes[name] ?? 0) > settings[name])
  return beyond.length === 0 ? undefined : Object.fromEntries(beyond.map((name) => [name, wishes[name]]))
}

/** What a change of tier does to the settings, in a sentence; undefined where it does nothing. */
export function noticeOfTier(from: Tier, to: Tier, wishes: PhpWishes): string | undefined {
  const [before, after] = [phpSettingsOf(from, wishes), phpSettingsOf(to, wishes)]
  const changes = NAMES.filter((name) => before[name] !== after[name]).map(
    (name) => `${say(name, after[name])} instead of ${before[name]}`,
  )
  return changes.length === 0 ? undefined : `With ${to}, its PHP gets ${changes.join(', ')}.`
}

/** What the edge must tell PHP with each request; undefined where that is the default. */
export function unusualSettings(tier: Tier, wishes: PhpWishes): PhpSettings | undefined {
  const settings = phpSettingsOf(tier, wishes)
  return NAMES.every((name) => settings[name] === PHP_DEFAULTS[name]) ? undefined : settings
}
