import type { Grammar } from './grammar.ts'
import { read } from './interpret.ts'
import type { Scene } from './meaning.ts'
import { phpWish } from './php-wish.ts'

/** "Create a site called X and put it on y.example" is two requests; more than three are rather a misreading. */
const CLAUSES_MAX = 3

/** What comes after it is no wish of its own. "Sí, …" is none. */
const CONDITION =
  /^(?:if|when(?:ever)?|unless|once|as soon as|before|after|wenn|falls|sobald|bevor|nachdem|si|cuando|antes de|después de|s['’]il|s['’]elle|quand|lorsque|avant|après) /iu

/** Splits only where what follows is clearly a request of its own, and never into one that destroys. */
export function clausesOf(text: string, grammar: Grammar, scene: Scene): string[] {
  if (phpWish(text, scene) !== undefined || CONDITION.test(text.trim())) return [text]
  const clauses: string[] = []
  let rest = text
  while (clauses.length < CLAUSES_MAX - 1) {
    const joint = [...rest.matchAll(grammar.language.joint)].find(
      (match) =>
        !isInsideQuotes(rest, match.index) &&
        isRequest(rest.slice(0, match.index), grammar, scene, 0.7) &&
        isRequest(rest.slice(match.index + match[0].length), grammar, scene, 0.8),
    )
    if (joint === undefined) break
    clauses.push(rest.slice(0, joint.index))
    rest = rest.slice(joint.index + joint[0].length)
  }
  return [...clauses, rest]
}

function isRequest(text: string, grammar: Grammar, scene: Scene, scoreMin: number): boolean {
  if (phpWish(text, scene) !== undefined) return true
  const { best } = read(text, grammar, scene)
  if (best === undefined || best.score < scoreMin || best.template.weight < 1) return false
  const beginsAsSaid = !best.missing.includes(0) && !best.leftOver.includes(0)
  return beginsAsSaid && best.template.action.effect !== 'destroys'
}

function isInsideQuotes(text: string, at: number): boolean {
  const before = text.slice(0, at)
  const straight = (before.match(/"/g) ?? []).length % 2 === 1
  return straight || (before.match(/[“„«「『]/g) ?? []).length > (before.match(/[”»」』]/g) ?? []).length
}
