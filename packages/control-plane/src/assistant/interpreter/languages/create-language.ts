import { fold as plainFold, sameButForNumber, slips } from '../words.ts'
import type { Language, Part, Vocabulary } from './language.ts'

/** Makes the lists of a vocabulary quick to ask. */
export function createLanguage(vocabulary: Vocabulary): Language {
  const fold = vocabulary.fold ?? plainFold
  const set = (words: string) => new Set(listOf(words).map(fold))
  const ideas = new Map(
    vocabulary.ideas
      .map((line) => listOf(line).map(fold))
      .flatMap((words) => words.map((word) => [word, words] as const)),
  )
  const [light, half] = [set(vocabulary.light), set(vocabulary.half)]
  const [orders, further, questions] = [
    set(vocabulary.orders),
    set(vocabulary.furtherOrders),
    set(vocabulary.questions),
  ]
  const [insides, pronouns] = [set(vocabulary.insides), set(vocabulary.pronouns)]
  const [negation, many, places] = [set(vocabulary.negation), set(vocabulary.many), set(vocabulary.places)]
  const pointers = new Set([...vocabulary.pointers.map(fold), ...pronouns])
  const courtesies = {
    before: vocabulary.before.map((phrase) => listOf(phrase).map(fold)),
    after: vocabulary.after.map((phrase) => listOf(phrase).map(fold)),
  }
  const jumbled = new Set([...light].filter((word) => word.length > 2).map(lettersOf))
  const isSlip = slips(vocabulary.endings.map(fold))
  const cutting: Cutting = {
    code: vocabulary.code,
    fold,
    parts: (piece) => vocabulary.parts?.(piece, () => false) ?? whole(piece),
  }
  const known = new Set(
    [
      ...[...ideas.keys(), ...light, ...half, ...orders, ...further, ...questions, ...insides, ...pronouns],
      ...[...negation, ...many, ...places, ...courtesies.before.flat(), ...courtesies.after.flat()],
      ...Object.keys(vocabulary.choices).map(fold),
      ...Object.keys(vocabulary.inputs).map(fold),
      ...Object.keys(vocabulary.numbers).map(fold),
      ...vocabulary.pointers.flatMap((words) => listOf(words).map(fold)),
      ...vocabulary.phrasings.flatMap(({ say }) => say.flatMap((text) => wordsOfPhrasing(text, cutting))),
    ].filter((word) => word !== ''),
  )
  return {
    ...vocabulary,
    choices: foldedKeys(vocabulary.choices, fold),
    inputs: foldedKeys(vocabulary.inputs, fold),
    numbers: foldedKeys(vocabulary.numbers, fold),
    fold,
    parts: (piece) => vocabulary.parts?.(piece, (word) => known.has(word)) ?? whole(piece),
    weightOf: (word) => {
      if (light.has(word) || (!known.has(word) && jumbled.has(lettersOf(word)))) return 0.12
      return half.has(word) ? 0.5 : 1
    },
    likeness: (said, meant) => likeness(said, meant, { ideas, isSlip }),
    knows: (word) => known.has(word),
    isOrder: (word) => orders.has(word),
    beginsOrder: (word) => orders.has(word) || further.has(word) || questions.has(word),
    beginsQuestion: (word) => questions.has(word),
    isInside: (word) => insides.has(word),
    isPointer: (words) => pointers.has(words),
    isPronoun: (word) => pronouns.has(word),
    isNegation: (word) => negation.has(word),
    isMany: (word) => many.has(word),
    isPlace: (word) => places.has(word),
    courtesies,
  }
}

/** "mri" is a "mir" in a hurry. */
function lettersOf(word: string): string {
  return word.length > 2 && word.length < 6 ? [...word].toSorted().join('') : word
}

function foldedKeys<Value>(
  record: Readonly<Record<string, Value>>,
  fold: (text: string) => string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [fold(key), value]))
}

function listOf(words: string): string[] {
  return words.split(/\s+/).filter((word) => word !== '')
}

function whole(piece: string): readonly Part[] {
  return [{ text: piece, at: 0 }]
}

/** The words of a phrasing, cut as what people say is; Japanese ones are cut by their spaces. */
export function wordsOfPhrasing(text: string, { code, fold, parts }: Cutting): string[] {
  return text
    .replace(/\{\w+\}/g, ' ')
    .split(/\s+/)
    .flatMap((piece) => (code === 'ja' || piece === '' ? [piece] : parts(piece).map((part) => part.text)))
    .map((word) => fold(word).replace(/['’]$/, ''))
    .filter((word) => word !== '')
}

type Cutting = Pick<Language, 'code' | 'fold' | 'parts'>

interface Comparing {
  readonly ideas: ReadonlyMap<string, readonly string[]>
  isSlip(said: string, meant: string): boolean
}

function likeness(said: string, meant: string, { ideas, isSlip }: Comparing): number {
  if (said === meant) return 1
  const idea = ideas.get(meant)
  if (idea !== undefined && ideas.get(said)?.[0] === idea[0]) return 0.93
  if (sameButForNumber(said, meant)) return 0.8
  if (isSlip(said, meant)) return 0.82
  return idea !== undefined && said.length >= 5 && idea.some((word) => isSlip(said, word)) ? 0.75 : 0
}
