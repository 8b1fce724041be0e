import type { ESTree, Plugin } from 'vite'

/** What models, documents and the command line read of an action, and no browser. */
const UNREAD = new Set([
  'description',
  'outcome',
  'examples',
  'cli',
  'cliExample',
  'errors',
  'holdsForeignText',
])

/**
 * Leaves out of the built console what it never reads of the contract: of each action the properties above, and the
 * descriptions of inputs. Otherwise they would be a tenth of what comes before the first page can be used.
 */
export function leanContract(): Plugin {
  return {
    name: 'lean-contract',
    apply: 'build',
    transform: {
      filter: { id: /packages[\\/]contract[\\/]src[\\/].*\.ts$/ },
      order: 'post',
      handler(code) {
        return { code: without(code, cutsOf(this.parse(code))), map: null }
      },
    },
  }
}

/**
 * Zod brings with every schema what turns it into a JSON schema. The console makes none, and says so if one is asked
 * for after all.
 */
export function withoutJsonSchemas(): Plugin {
  return {
    name: 'without-json-schemas',
    apply: 'build',
    transform: {
      filter: { id: /zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/ },
      handler(code) {
        const names = new Set(
          [...code.matchAll(/^export (?:const|function) (\w+)|^export \{ \w+ as (\w+) \}/gm)].map(
            ([, own, other]) => own ?? other,
          ),
        )
        const refuse = "const refuse = () => { throw new Error('The console makes no JSON schemas.') }"
        return { code: `${refuse}\nexport { ${[...names].map((name) => `refuse as ${name}`)} }`, map: null }
      },
    },
  }
}

/** From one place in the text to another. */
type Cut = [from: number, to: number]

type Syntax = ESTree.Node & { start: number; end: number }

function cutsOf(node: unknown): Cut[] {
  if (Array.isArray(node)) return node.flatMap(cutsOf)
  if (typeof node !== 'object' || node === null) return []
  return [...cutsHere(node as Syntax), ...Object.values(node).flatMap(cutsOf)]
}

function cutsHere(node: Syntax): Cut[] {
  if (node.type !== 'CallExpression') return []
  const { callee, arguments: given } = node
  if (callee.type === 'Identifier' && callee.name === 'defineAction' && given[0]?.type === 'ObjectExpression')
    return given[0].properties.flatMap((property, index, all) =>
      unreadCut(property as Syntax, all[index + 1] as Syntax),
    )
  const isDescription =
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'describe'
  return isDescription ? [[(callee.object as Syntax).end, node.end]] : []
}

function unreadCut(property: Syntax, next: Syntax | undefined): Cut[] {
  if (property.type !== 'Property' || property.key.type !== 'Identifier') return []
  if (!UNREAD.has(property.key.name)) return []
  // With the comma behind it; behind the last one there may be none.
  return [[property.start, next?.start ?? property.end]]
}

function without(code: string, cuts: readonly Cut[]): string {
  let kept = ''
  let at = 0
  for (const [from, to] of cuts.toSorted(([a], [b]) => a - b)) {
    if (from < at) {
      // Within what has been cut already.
      at = Math.max(at, to)
      continue
    }
    kept += code.slice(at, from)
    at = to
  }
  return kept + code.slice(at)
}
