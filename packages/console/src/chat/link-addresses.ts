import { outsideCode } from '@aipress/contract/chat-text.ts'
import { hintParts } from '../ui/hint-parts.ts'

/** Makes commands that a page of the console answers into links to it. */
export function linkCommands(markdown: string): string {
  return outsideCode(markdown, withLinks)
}

const withLinks = (piece: string) =>
  hintParts(piece)
    .map(({ text, to }) => (to === undefined ? text : `[${text}](${to})`))
    .join('')

/** Longer ones are tokens for machines; as text they would fill lines and nobody reads them. */
const SPELT_LENGTH_MAX = 60

/** How an address is written: a long one by its host and the beginning of its path alone. */
export function speltAddress(address: string): string {
  if (address.length <= SPELT_LENGTH_MAX || !URL.canParse(address)) return address
  const { host, pathname } = new URL(address)
  return `${`${host}${pathname}`.slice(0, SPELT_LENGTH_MAX / 2).replace(/\/$/, '')}/…`
}
