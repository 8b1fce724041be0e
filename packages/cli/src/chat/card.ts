import { stripVTControlCharacters } from 'node:util'
import { type AnyAction, DryRun } from '@aipress/contract'
import { isStarted } from '../run-action.ts'
import { dryRunView } from '../views/dry-run.ts'
import { clean } from '../views/text.ts'
import type { Page } from '../views/view.ts'
import { viewOf } from '../views/views.ts'
import { blocksOf, renderMarkdown } from './markdown.ts'

/** What an action answered, as people read it, until the platform's words for it are known. */
export interface Card {
  readonly view: string
  readonly kind:
    | 'operation'
    /** Words say all of it: what would happen, or that there is nothing. */
    | 'in-words'
    /** Shown once. */
    | 'secret'
    | 'details'
  readonly output: unknown
}

export function cardOf(action: AnyAction, output: unknown, page: Page): Card {
  const supposed = DryRun.safeParse(output)
  if (supposed.success) return { view: dryRunView(supposed.data, page), kind: 'in-words', output }
  const view = viewOf(action, output, page)
  // What came of an operation is told in words as well, so one line of it is enough.
  if (isStarted(output)) return { view: view.split('\n')[0] ?? '', kind: 'operation', output }
  const kind = secretOf(output) !== undefined ? 'secret' : isEmptyList(output) ? 'in-words' : 'details'
  return { view, kind, output }
}

/**
 * The platform tells in words what its answer shows, as the words are all that some see of it. Here both would be
 * the same text twice: the card stands where the words have a list, and each thing is told once.
 */
export function tellOnce(words: string, { view, kind, output }: Card, page: Page): string {
  const told = renderMarkdown(words, page)
  if (told === '') return view
  switch (kind) {
    case 'in-words':
      return told
    case 'operation':
      return `${markOf(output, page)} ${told}`
    case 'secret': {
      const secret = clean(secretOf(output) ?? '')
      return words.includes(secret) ? view : `${told}\n${secret}`
    }
    case 'details':
      return aroundCard(words, view, page)
  }
}

function aroundCard(words: string, view: string, page: Page): string {
  const blocks = blocksOf(words)
  const isTold = (block: Block) => repeats(block, view)
  const at = blocks.findIndex(isTold)
  const end = at === -1 ? blocks.length : at
  const prose = (some: typeof blocks) =>
    renderMarkdown(
      some
        .filter((block) => !isTold(block))
        .map(({ text }) => withoutWhatIsShown(text, view))
        .join('')
        .trim(),
      page,
    )
  return [prose(blocks.slice(0, end)), view, prose(blocks.slice(end))]
    .filter((part) => part !== '')
    .join('\n')
}

type Block = ReturnType<typeof blocksOf>[number]

const ITEM = /^\s*(?:[-*]|\d+\.)\s+/

/** Lines of a log, and a list whose items all begin as something on the card does. Advice is no such list. */
function repeats({ type, text }: Block, view: string): boolean {
  if (type === 'code') return true
  if (type !== 'list') return false
  const shown = plain(view)
  return text
    .split('\n')
    .filter((line) => ITEM.test(line))
    .every((line) => shown.includes(plain(line.replace(ITEM, '').split(/[:(–]/)[0] ?? '')))
}

/** Sentences that the card has, word for word. */
function withoutWhatIsShown(text: string, view: string): string {
  const shown = plain(view)
  return text
    .split('\n')
    .map((line) =>
      line
        .split(/(?<=[.!?。])\s+/)
        .filter((sentence) => sentence === '' || !shown.includes(plain(sentence)))
        .join(' '),
    )
    .filter((line, index, lines) => line !== '' || index === lines.length - 1)
    .join('\n')
}

const plain = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[.!?。]$/, '')
    .trim()
    .toLowerCase()

function markOf(output: unknown, page: Page): string {
  const isDone = isStarted(output) && output.operation.state === 'succeeded'
  return isDone ? page.paint('green', '✓') : page.paint('red', '✗')
}

/** Values that open a door: tokens, and links that work once. */
export function secretOf(output: unknown): string | undefined {
  const { secret, url, expiresAt } = (output ?? {}) as Record<string, unknown>
  if (typeof secret === 'string') return secret
  return typeof url === 'string' && typeof expiresAt === 'string' ? url : undefined
}

function isEmptyList(output: unknown): boolean {
  const { items, lines, events } = (output ?? {}) as Record<string, unknown>
  const list = items ?? lines ?? events
  return Array.isArray(list) && list.length === 0
}
