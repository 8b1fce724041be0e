import type { Token } from './tokens.ts'

/** The arguments of a command as typed: quotation marks group words, a leading `wp` is dropped. */
export function commandLine(source: string, tokens: readonly Token[]): string[] | undefined {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const only = tokens.length === 1 ? first.quoted : undefined
  const words = splitWords(only ?? source.slice(first.start, last.end))
  const bare = words[0] === 'wp' || words[0] === '--' ? words.slice(1) : words
  return bare.length === 0 ? undefined : bare
}

/** As a shell would split it, without anything else that a shell does. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  for (const match of text.matchAll(/(?:[^\s"'“”]+|"[^"]*"|'[^']*'|“[^”]*”)+/g))
    words.push(match[0].replace(/"([^"]*)"|'([^']*)'|“([^”]*)”/g, (_, a, b, c) => a ?? b ?? c ?? ''))
  return words
}
