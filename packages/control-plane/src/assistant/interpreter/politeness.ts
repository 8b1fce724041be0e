import type { Token } from './tokens.ts'

/** Said before what is wanted; longest first. */
const BEFORE = [
  'i would like you to',
  'i want you to',
  'i need you to',
  'would you be so kind to',
  'would you be so kind as to',
  'would it be possible to',
  'is it possible to',
  'do you think you could',
  'could you please',
  'can you please',
  'would you please',
  'would you mind to',
  'i would like to',
  'i would love to',
  'i want to',
  'i need to',
  'i have to',
  'i wish to',
  'we want to',
  'we need to',
  'we would like to',
  'let us',
  'could you',
  'can you',
  'would you',
  'will you',
  'can i',
  'can we',
  'could i',
  'could we',
  'may i',
  'go ahead and',
  'go and',
  'help me to',
  'help me',
  'please',
  'pls',
  'plz',
  'kindly',
  'just',
  'now',
  'then',
  'next',
  'ok',
  'okay',
  'yes',
  'hey',
  'hi',
  'hello',
  'dear',
  'aipress',
  'assistant',
  'so',
  'well',
  'also',
  'and',
  'actually',
  'quickly',
].map((phrase) => phrase.split(' '))

const AFTER = [
  'per month',
  'a month',
  'every month',
  'in total',
  'altogether',
  'thank you very much',
  'thank you',
  'thanks a lot',
  'many thanks',
  'if you can',
  'if possible',
  'for me please',
  'for me',
  'right now',
  'right away',
  'at once',
  'immediately',
  'please',
  'pls',
  'plz',
  'thanks',
  'thx',
  'now',
  'asap',
  'will you',
  'again please',
].map((phrase) => phrase.split(' '))

/** Takes courtesy off both ends, but never everything. At most eight courtesies a side: nobody has more. */
export function withoutCourtesy(tokens: readonly Token[]): Token[] {
  let rest = [...tokens]
  for (let round = 0; round < 8; round += 1) {
    const lead = BEFORE.find((phrase) => phrase.length < rest.length && startsWith(rest, phrase))
    if (lead !== undefined) rest = rest.slice(lead.length)
    const tail = AFTER.find((phrase) => phrase.length < rest.length && endsWith(rest, phrase))
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
