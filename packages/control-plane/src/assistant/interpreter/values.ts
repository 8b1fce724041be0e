import type { Language } from './languages/language.ts'
import type { Slot } from './slots.ts'
import { momentOf, secondsIn } from './times.ts'
import type { Token } from './tokens.ts'

/** What a single token says for a slot that is recognised by its look. */
export function valueFor(slot: Slot, token: Token, language: Language): string | number | undefined {
  switch (slot.kind) {
    case 'hostname':
      return isHostname(token.word)
        ? token.word.replace(/^https?:\/\//, '').replace(/[/:].*$/, '')
        : undefined
    case 'email':
      return /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/.test(token.word) ? token.word : undefined
    case 'person':
      return /^([^@\s]+@[^@\s]+|per_[0-9a-z]{4,})$/.test(token.word) ? token.word : undefined
    case 'shard':
      return /^(shard-?)?\d{1,4}$/.test(token.word) ? token.word : undefined
    case 'id':
      return new RegExp(`^${slot.prefix}_[0-9a-z]{4,}$`).test(token.word) ? token.word : undefined
    case 'number':
    case 'duration':
      return numberOf(token.word, language)
    case 'choice':
      return choiceOf(slot, token.word, language)
    case 'url':
      return isAddress(token.quoted ?? token.word) ? token.word : undefined
    case 'tag':
      return token.weight >= 0.5 && isTag(token.quoted ?? token.word) ? token.word : undefined
    default:
      return undefined
  }
}

/** What several words say for a slot whose values are said in several words. */
export function valueOfWords(
  slot: Slot,
  text: string,
  { language, now }: { language: Language; now: Date },
): string | number | undefined {
  const words = language.fold(text)
  switch (slot.kind) {
    case 'moment':
      return momentOf(words, language.time, now)?.toISOString()
    case 'duration':
      return amountOf(slot, words, language)
    case 'size':
      return sizeOf(text)
    // As typed: upper and lower case are different addresses.
    case 'url':
      return isAddress(text.trim()) ? text.trim() : undefined
    case 'tag':
      return isTag(text.trim()) ? text.trim() : undefined
    default:
      return undefined
  }
}

export function isHostname(word: string): boolean {
  return /^(https?:\/\/)?([a-z0-9\u0080-\uffff-]{1,63}\.)+[a-z\u0080-\uffff][a-z0-9\u0080-\uffff-]{1,62}(:\d+)?\/?$/.test(
    word,
  )
}

/** A path, or a host with one. Other words are no address, whatever stands around them. */
export function isAddress(word: string): boolean {
  return /^(?:https?:\/\/[^\s/]+(?:\/\S*)?|\/\S*|[^\s/@]+\.[^\s/@]+\/\S*)$/i.test(word)
}

const isTag = (word: string) => /^[\w.:/-]{1,100}$/.test(word)

/** More than the address of a site: `http://bakery.example.com/` may mean all of it. */
export const namesPage = (word: string) => /^(?:https?:\/\/)?[^\s/]*\/\S/i.test(word)

export function numberOf(word: string, { numbers }: Language): number | undefined {
  return /^\d{1,9}$/.test(word) ? Number(word) : numbers[word]
}

export function choiceOf(slot: Slot, word: string, language: Language): string | undefined {
  const translated = language.choices[word]
  if (translated !== undefined && slot.values.includes(translated)) return translated
  return slot.values.find(
    (value) =>
      value === word ||
      `${value}s` === word ||
      (word.length >= 5 && value.startsWith(word) && value.length - word.length >= 3) ||
      (word.length >= 5 && language.likeness(word, value) === 0.82),
  )
}

/** "2 minutes" for an input in seconds is 120; a bare number is in the input's own unit. */
function amountOf(slot: Slot, words: string, language: Language): number | undefined {
  const bare = numberOf(words, language)
  if (bare !== undefined) return bare
  const [first, ...rest] = words.split(' ')
  const spelled = numberOf(first ?? '', language)
  const seconds = secondsIn(spelled === undefined ? words : [spelled, ...rest].join(' '), language.time)
  if (seconds === undefined) return undefined
  const amount = seconds / slot.unitSeconds
  return Number.isInteger(amount) ? amount : undefined
}

/** As it was typed where it is written as everywhere, and otherwise as that: "200 Mo" is 200 MB. */
function sizeOf(text: string): string | undefined {
  const typed = text.trim()
  if (/^\d{1,6}\s?(?:[mg](?:i?b)?)?$/i.test(typed)) return typed
  const [, amount, unit] = /^(\d{1,6})\s?(m|g|メガ|ギガ)\S{0,8}$/iu.exec(typed) ?? []
  if (amount === undefined || unit === undefined) return undefined
  return `${amount} ${/^(?:m|メガ)$/i.test(unit) ? 'MB' : 'GB'}`
}
