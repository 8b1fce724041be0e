import type { Alignment } from './align.ts'
import type { Scene } from './meaning.ts'
import { fold } from './words.ts'

/** What people ask of hosting and AIPress cannot do yet. A line goes when its action comes. */
const TOPICS: readonly { about: RegExp; say: string }[] = [
  { about: /\b(back ?ups?|backing up|snapshots?)\b/, say: 'Backups are' },
  { about: /\b(restore|roll ?back|rewind|revert)\b/, say: 'Restoring a site to an earlier time is' },
  { about: /\b(updates?|upgrade|updating|upgrading)\b/, say: 'Updating WordPress, plugins and themes is' },
  {
    about: /\b(slow|slowest|slower|speed|performance|fast|faster|latency)\b/,
    say: 'Measuring which sites are slow is',
  },
  {
    about: /\b(clone|duplicate|copy|copies|staging|preview|previews|push|pull)\b/,
    say: 'Cloning and staging are',
  },
  { about: /\b(certificates?|ssl|tls|https|lets ?encrypt)\b/, say: 'Certificates for own domains are' },
  {
    about:
      /\b(install|activate|deactivate|uninstall|add)\b.*\b(plugins?|themes?)\b|\b(plugins?|themes?)\b.*\b(install|activate|uninstall)\b/,
    say: 'Installing plugins and themes is',
  },
  {
    about:
      /\b(tier|plan|upgrade|downgrade)\b.*\b(to|change|switch|move)\b|\b(change|switch|move|upgrade|downgrade)\b.*\b(tier|plan|bronze|silver|gold)\b/,
    say: 'Changing the tier of a site is',
  },
  { about: /\b(purge|clear|flush|empty)\b.*\bcaches?\b/, say: 'Clearing caches is' },
  {
    about: /\b(traffic|visitors?|visits|page ?views|statistics|analytics|bandwidth)\b/,
    say: 'Counting visitors and traffic is',
  },
  { about: /\b(sftp|ftp|ssh|git|deploy)\b/, say: 'SFTP and Git access are' },
  { about: /\b(migrate|import|migration|transfer)\b/, say: 'Moving sites in from elsewhere is' },
  { about: /\b(php)\b.*\b(version|switch|change|upgrade)\b.*\bto\b/, say: 'Choosing the PHP version is' },
  { about: /\b(move|transfer)\b.*\bshard\b/, say: 'Moving a site to another shard is' },
]

/** From here on, what was said is an order that exists, whatever topic it also mentions. */
const CLEAR_SCORE = 0.8

export function unavailable(text: string, best: Alignment | undefined, scene: Scene): string | undefined {
  const words = fold(text)
  const topic = TOPICS.find((one) => one.about.test(words))
  if (topic === undefined) return undefined
  if (best !== undefined && best.score >= CLEAR_SCORE && isMeant(best, scene, words)) return undefined
  return `${topic.say} not available yet. ${whatInstead(scene)}`
}

/** "Restore the bakery" is a wish for a backup, unless the bakery is a deleted site. */
function isMeant({ template: { action } }: Alignment, scene: Scene, words: string): boolean {
  if (action.name !== 'sites.undelete') return true
  return /delet|undo/.test(words) || scene.sites.sites.some((site) => site.state === 'deleted')
}

function whatInstead({ permitted }: Scene): string {
  return permitted.has('sites.create')
    ? 'I can create, show, rename, suspend, delete and bring back sites, add hostnames, log you in, show logs and run WP-CLI.'
    : 'Say "help" to see what I can do.'
}
