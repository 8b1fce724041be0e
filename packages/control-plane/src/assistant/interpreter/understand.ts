import type { AnyAction } from '@aipress/contract'
import { DRY_RUN } from '../tools.ts'
import { clausesOf } from './clauses.ts'
import { compileGrammar, type Grammar } from './grammar.ts'
import { meaningIn, read } from './interpret.ts'
import { languagesOf } from './languages/detect.ts'
import type { Language, LanguageCode } from './languages/language.ts'
import { LANGUAGES } from './languages/languages.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import { notUnderstood } from './small-talk.ts'
import { whatIf } from './what-if.ts'

export type Grammars = ReadonlyMap<LanguageCode, Grammar>

export function compileGrammars(actions: readonly AnyAction[]): Grammars {
  return new Map([...LANGUAGES].map(([code, language]) => [code, compileGrammar(actions, language)]))
}

export interface Listening {
  readonly grammars: Grammars
  readonly actions: readonly AnyAction[]
  /** What the person has said, in the order of time; the last is to be understood. */
  readonly texts: readonly string[]
  /** The last of them answers a question. */
  readonly isAnswer: boolean
  readonly scene: Omit<Scene, 'language'>
}

export interface Understanding {
  readonly language: Language
  readonly grammar: Grammar
  /** The requests that were made, in their order. */
  readonly clauses: readonly string[]
  /** `supposing`: what will be so once the requests before it are done. */
  meaningOf(clause: string, supposing?: Partial<Pick<Scene, 'memory' | 'sites'>>): Meaning
}

/** Finds the language and the requests of what was said; the meaning of each is told when its turn comes. */
export function understand({ grammars, actions, texts, isAnswer, scene }: Listening): Understanding {
  const { sites } = scene
  const [grammar, ...others] = languagesOf({ texts, isAnswer, sites }).flatMap(
    ({ code }) => grammars.get(code) ?? [],
  )
  if (grammar === undefined) throw new Error('There is no grammar.')
  const { language } = grammar
  const said = texts.at(-1) ?? ''
  const inLanguage = (one: Grammar): Scene => ({ ...scene, language: one.language })
  // For some there is an action that previews them.
  const isPreview = () => isReading(meaningIn(said, grammar, actions, inLanguage(grammar)))
  const order = isAnswer ? undefined : whatIf(said, language.code)
  const supposed = order === undefined || isPreview() ? undefined : order
  const text = supposed ?? said
  return {
    language,
    grammar,
    clauses: isAnswer ? [text] : clausesOf(text, grammar, inLanguage(grammar)),
    meaningOf(clause, supposing = {}) {
      const inLanguage = (one: Grammar): Scene => ({ ...scene, ...supposing, language: one.language })
      const meaning = meaningIn(clause, grammar, actions, inLanguage(grammar))
      if (supposed !== undefined)
        return onlySupposed(meaning ?? lost(clause, grammar, actions, inLanguage(grammar)))
      if (meaning !== undefined) return meaning
      for (const other of others) {
        const found = meaningIn(clause, other, actions, inLanguage(other))
        // A language that was only the second guess is no ground to destroy something.
        if (found !== undefined && !isHarm(found) && !isLostRename(found)) return found
      }
      return lost(clause, grammar, actions, inLanguage(grammar))
    },
  }
}

/** Less has nothing in common with it but a small word. */
const NEAR_SCORE_MIN = 0.4
const NEAR_MAX = 3

/** Nothing was understood; what comes nearest and does no harm is offered before other things. */
function lost(text: string, grammar: Grammar, actions: readonly AnyAction[], scene: Scene): Meaning {
  const { best, others } = read(text, grammar, scene)
  const near = [...(best === undefined ? [] : [best]), ...others]
    .filter(({ score, template: { action } }) => score >= NEAR_SCORE_MIN && action.effect !== 'destroys')
    .slice(0, NEAR_MAX)
    .map(({ template }) => template.action)
  return notUnderstood(actions, grammar, scene, near)
}

/** What is only thought of is never done, not even when a question about it was answered. */
function onlySupposed(meaning: Meaning): Meaning {
  if (meaning.kind === 'ask') return { ...meaning, pending: supposedly(meaning.pending) }
  if (meaning.kind === 'say' && meaning.form !== undefined)
    return { ...meaning, form: supposedly(meaning.form) }
  if (meaning.kind !== 'call' || meaning.action.effect === 'reads') return meaning
  return { ...meaning, input: { ...meaning.input, [DRY_RUN]: true } }
}

const supposedly = (pending: Pending): Pending => ({
  ...pending,
  input: { ...pending.input, [DRY_RUN]: true },
})

function isReading(meaning: Meaning | undefined): boolean {
  return meaning?.kind === 'call' && meaning.action.effect === 'reads'
}

/** "Name a good plugin" has the German word for a title and names no site. */
function isLostRename(meaning: Meaning): boolean {
  return meaning.kind === 'say' && meaning.form?.action === 'sites.rename'
}

function isHarm(meaning: Meaning): boolean {
  return meaning.kind === 'call' && meaning.action.effect === 'destroys'
}
