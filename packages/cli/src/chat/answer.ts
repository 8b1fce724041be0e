import { clean } from '../views/text.ts'
import type { Page } from '../views/view.ts'
import { type Card, secretOf, tellOnce } from './card.ts'
import { blocksOf, renderMarkdown } from './markdown.ts'

export type Speaker = 'platform' | 'model'

/** Words and cards of one answer in the order they are to be read in. */
export interface Answer {
  startOfText(by: Speaker): void
  text(delta: string): void
  endOfText(): void
  card(card: Card): void
  end(): void
}

/** The platform's words follow its answers at once; a model thinks, and what was found is not kept back for it. */
const CARD_HELD_MS = 500

export function openAnswer(print: (text: string) => void, page: () => Page): Answer {
  let speaker: Speaker = 'model'
  let words = ''
  /** Not shown yet, as what the platform says of it may tell the same. */
  let open: Card | undefined
  /** Of the last card. A model is not told it, so words that have it are the platform's, of what the card shows. */
  let secret: string | undefined
  let holding: NodeJS.Timeout | undefined
  const showCard = () => {
    clearTimeout(holding)
    if (open !== undefined) print(open.view)
    open = undefined
  }
  const tell = (markdown: string) => {
    if (secret === undefined || !markdown.includes(secret)) print(renderMarkdown(markdown, page()))
  }
  const endOfText = () => {
    if (words.trim() !== '') {
      if (open !== undefined) print(tellOnce(words, open, page()))
      else tell(words)
      clearTimeout(holding)
      open = undefined
    }
    words = ''
  }
  const end = () => {
    endOfText()
    showCard()
  }
  return {
    startOfText(by) {
      endOfText()
      speaker = by
      if (by === 'model') showCard()
    },
    text(delta) {
      words += clean(delta)
      if (speaker === 'platform') return
      // A model takes its time: each block is shown as soon as nothing can be added to it.
      const blocks = blocksOf(words)
      const last = blocks.pop()
      if (last === undefined || blocks.length === 0) return
      tell(blocks.map(({ text }) => text).join(''))
      words = last.text
    },
    endOfText,
    card(card) {
      end()
      open = card
      secret = secretOf(card.output)
      holding = setTimeout(showCard, CARD_HELD_MS)
    },
    end,
  }
}
