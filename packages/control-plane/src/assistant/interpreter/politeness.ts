import type { Language } from './languages/language.ts'
import type { Token } from './tokens.ts'

/** Takes courtesy off both ends, but never everything. At most eight courtesies a side: nobody has more. */
export function withoutCourtesy(tokens: readonly Token[], { courtesies }: Language): Token[] {
  let rest = [...tokens]
  for (let round = 0; round < 8; round += 1) {
    const lead = courtesies.before.find((phrase) => phrase.length < rest.length && startsWith(rest, phrase))
    if (lead !== undefined) rest = rest.slice(lead.length)
    const tail = courtesies.after.find((phrase) => phrase.length < rest.length && endsWith(rest, phrase))
    if (tail !== undefined) rest = rest.slice(0, -tail.length)
    if (lead === undefined && tail === undefined) break
  }
  return rest
}

function startsWith(tokens: readonly Token[], phrase: readonly string[]): boolean {
  return phrase.every((word, index) => isWord(tokens[index], word))
}

function endsWith(tokens: readonly Token[], phrase: readonly string[]): boolean {
  return phrase.every((word, index) => isWord(tokens[tokens.length - phrase.length + index], word))
}

function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && token.quoted === undefined && token.word === word
}
