/**
 * What words mean to the interpreter, apart from any action: which are the same idea, which carry no
 * weight, and how alike two spellings are. Actions need not be named here.
 */

/** Words of one line mean the same to us. The first names the idea. */
const IDEAS = [
  'create make build generate establish provision launch host setup',
  'show list display view see print tell give get fetch',
  'delete remove destroy erase trash scrap drop',
  'site website blog webshop shop homepage webpage',
  'sites websites blogs webshops shops webpages',
  'hostname domain',
  'hostnames domains',
  'log logs logfile logfiles',
  'suspend pause disable deactivate freeze',
  'resume unsuspend enable reactivate unpause unfreeze',
  'undelete recover',
  'account customer client',
  'accounts customers clients',
  'person user member colleague',
  'people users members persons colleagues',
  'token key',
  'tokens keys',
  'mail email e-mail mailbox inbox',
  'mails emails e-mails',
  'operation task job',
  'operations tasks jobs',
  'status state health condition',
  'healthy ok okay fine well alright',
  'rename retitle',
  'cost price',
  'pay bill billing charged owe spend',
  'login log-in signin sign-in',
  'put point move',
  'connect attach link map',
  'disconnect detach unlink unmap',
  'invite add',
  'called named titled',
  'running up online',
  'offline down',
  'broken wrong failing',
  'recent latest newest last',
  'error errors',
  'plugin plugins',
  'theme themes',
  'post posts article articles',
  'audit activity',
  'revoke withdraw cancel',
] as const

const IDEA_OF = new Map(
  IDEAS.map((line) => line.split(' ')).flatMap((words) => words.map((word) => [word, words] as const)),
)

/** Said without meaning anything for the choice of an action. */
const LIGHT = new Set(
  'a an the my me our us we i you your of to is are am be do does did for on in at as and or by with from please it its this that these those there here all any some now just also too have has had can could will would may might lets let up out so then s like new one'.split(
    ' ',
  ),
)

const HALF = new Set(
  'need want what which who how where when why show list get give tell see everything'.split(' '),
)

/** Orders to do something. Said beside a question, they make it something else than a question. */
export const ORDERS = new Set(
  'create make build delete remove destroy erase trash drop kill wipe clear empty purge flush reset suspend pause disable stop resume enable rename change replace edit move copy clone update upgrade downgrade install uninstall activate deactivate add invite revoke restart cancel'.split(
    ' ',
  ),
)

/** Nouns of a site's inside: "delete the logs of x" is not about the site x as a whole. */
export const INSIDES = new Set(
  'log logs post posts page pages plugin plugins theme themes comment comments user users person people file files image images picture pictures photo photos media database databases cache caches backup backups hostname hostnames domain domains token tokens account accounts mail mails email emails menu menus category categories draft drafts revision revisions setting settings content contents everything anything nothing all every title name password'.split(
    ' ',
  ),
)

export function ideaOf(word: string): string {
  return IDEA_OF.get(word)?.[0] ?? word
}

/** How much a word says about what is meant, from 0 to 1. */
export function weightOf(word: string): number {
  if (LIGHT.has(word)) return 0.12
  if (HALF.has(word)) return 0.5
  return 1
}

/** From 0 to 1: the same word, the same idea, a slip of the finger, or neither. */
export function likeness(said: string, meant: string): number {
  if (said === meant) return 1
  if (ideaOf(said) === ideaOf(meant)) return 0.93
  if (sameButForNumber(said, meant)) return 0.8
  return isSlip(said, meant) ? 0.82 : slipOfSameIdea(said, meant)
}

function slipOfSameIdea(said: string, meant: string): number {
  const idea = IDEA_OF.get(meant)
  if (idea === undefined || said.length < 5) return 0
  return idea.some((word) => isSlip(said, word)) ? 0.75 : 0
}

/** `site` and `sites`, but not through a slip, which would make `deletes` a `delete`. */
function sameButForNumber(said: string, meant: string): boolean {
  const [short, long] = said.length < meant.length ? [said, meant] : [meant, said]
  return short.length > 3 && (long === `${short}s` || long === `${short}es`)
}

/** "deleted" and "deleting" speak about it, they do not ask for it: endings are no slips. */
const ENDINGS = ['ed', 'd', 'ing', 's', 'er', 'r', 'ion']

function isSlip(said: string, meant: string): boolean {
  const shorter = Math.min(said.length, meant.length)
  if (shorter < 4 || Math.abs(said.length - meant.length) > 2 || /\d/.test(said)) return false
  if (ENDINGS.some((ending) => said === meant + ending || meant === said + ending)) return false
  return distance(said, meant) <= (shorter >= 8 ? 2 : 1)
}

/** Damerau and Levenshtein's: insertions, deletions, substitutions, and swaps of neighbours; 3 stands for more. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 3
}

/** Without accents and case, so that `Café` and `cafe` are one. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
