import { stripVTControlCharacters } from 'node:util'
import { Help } from 'commander'

/**
 * Titles, log lines and mail are written by visitors and plugins. Printed as they are, they could move
 * the cursor, change the window's title or hide text, so control characters become visible ones, and
 * those that reorder text (the bidirectional overrides) are dropped.
 */
export function clean(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/(?![\n\t])[\p{Cc}]/gu, '�')
}

/** The same for everything in an answer, so that no view can forget it. */
export function cleanDeep<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T
  if (Array.isArray(value)) return value.map(cleanDeep) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleanDeep(item)])) as T
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const WIDE =
  /[\p{Emoji_Presentation}\u{ff01}-\u{ff60}\u{3000}-\u{303e}]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\u{fe0f}/u
const ZERO = /^[\p{Mark}\p{Cf}]+$/u

/** Columns that text takes on a terminal: Chinese and emoji take two, colours none. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text)
  // Most text is ASCII, and segmenting is slow.
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length
  let width = 0
  for (const { segment } of graphemes.segment(plain)) width += widthOfGrapheme(segment)
  return width
}

/** Cuts plain text to a width, saying so with an ellipsis. */
export function fit(text: string, width: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  if (widthOf(line) <= width) return line
  let kept = ''
  let used = 1
  for (const { segment } of graphemes.segment(line)) {
    used += widthOfGrapheme(segment)
    if (used > width) break
    kept += segment
  }
  return `${kept}…`
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

class Lines extends Help {
  override displayWidth(text: string): number {
    return widthOf(text)
  }
}

/**
 * Breaks lines between words; further ones begin under the first, after `indent` columns. What is longer than a line
 * stays whole, as an address in two halves leads nowhere, and so does all where less than 40 columns are left.
 */
export function wrap(text: string, width: number, indent = 0): string {
  return new Lines().boxWrap(text, width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`)
}

function widthOfGrapheme(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0
  return WIDE.test(grapheme) ? 2 : 1
}
