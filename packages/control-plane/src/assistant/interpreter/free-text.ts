import { type Token, textOf } from './tokens.ts'

/** Words for a title, a name or a search, as they were typed and without what only introduces them. */
export function titleFrom(source: string, tokens: readonly Token[]): string | undefined {
  const quoted = tokens.find((token) => token.quoted !== undefined)
  if (quoted?.quoted !== undefined && (tokens.length === 1 || introduces(tokens[0]))) return quoted.quoted
  const text = calledIn(textOf(source, tokens).trim())
  return isOnlyDescribed(text) ? undefined : text
}

/** "my sister's studio called Clay & Co" is called "Clay & Co"; "A Man Called Otto" is all title. */
function calledIn(text: string): string {
  return /^(?:my|our|a|an|the|with|for)\s.*?\s(?:called|named|titled)\s+(.+)$/u.exec(text)?.[1] ?? text
}

function introduces(token: Token | undefined): boolean {
  return token !== undefined && /^(called|named|titled|it|the|a)$/.test(token.word)
}

/** "my bakery" and "a friend" tell what it is for, not what it is called. */
function isOnlyDescribed(text: string): boolean {
  return /^(?:my|our|a|an|me|us|myself|him|her|them|someone|something|it|this|that|his|their|your)(?:\s+\p{Ll}|$)/u.test(
    text,
  )
}

/** An answer to "what should it be called?": "call it Corner Bakery" is "Corner Bakery". */
export function answeredText(answer: string): string {
  const bare = answer
    .trim()
    .replace(
      /^(?:please\s+)?(?:(?:just\s+)?(?:call|name|title)\s+it|(?:it|the\s+\w+|its\s+\w+|that)\s+(?:is|should\s+be|shall\s+be|will\s+be)(?:\s+(?:called|named))?|it['’]s(?:\s+called)?|called|named|make\s+it|let['’]?s\s+(?:call\s+it|take|use)|i(?:['’]d|\s+would)\s+(?:like|call\s+it)|how\s+about|what\s+about|use)\s*:?\s+/iu,
      '',
    )
    .replace(/(?:,?\s+(?:please|thanks|thank you))+[.!]*$/iu, '')
    .replace(/[.]+$/u, '')
    .trim()
  return /^(["“„'‘«])(.+)(["”“'’»])$/u.exec(bare)?.[2] ?? bare
}

/** "Call it …" and quotation marks leave no doubt. */
export function isIntroduced(text: string): boolean {
  const bare = text
    .trim()
    .replace(/(?:,?\s+(?:please|thanks|thank you))+[.!]*$/iu, '')
    .replace(/[.]+$/u, '')
  return answeredText(text) !== bare.trim()
}
