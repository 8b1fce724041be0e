/** Code is left as it is. */
const CODE = /(```[\s\S]*?(?:```|$)|`[^`]*`)/
const BARE_ADDRESS = /(?<![(<["'\w])https?:\/\/[^\s<>()[\]"'`]+[^\s<>()[\]"'`.,;:!?]/g

/** Makes web addresses in Markdown that stand by themselves into links: nothing in them is emphasis then. */
export function linkAddresses(markdown: string): string {
  return outsideCode(markdown, (piece) => piece.replace(BARE_ADDRESS, '<$&>'))
}

/** Changes what of Markdown is not code. */
export function outsideCode(markdown: string, change: (piece: string) => string): string {
  return markdown
    .split(CODE)
    .map((piece, index) => (index % 2 === 0 ? change(piece) : piece))
    .join('')
}
