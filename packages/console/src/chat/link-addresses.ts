/** Code is left as it is. */
const CODE = /(```[\s\S]*?(?:```|$)|`[^`]*`)/
const BARE_ADDRESS = /(?<![(<["'\w])https?:\/\/[^\s<>()[\]"'`]+[^\s<>()[\]"'`.,;:!?]/g

/** Makes web addresses in Markdown that stand by themselves into links. */
export function linkAddresses(markdown: string): string {
  return markdown
    .split(CODE)
    .map((piece, index) => (index % 2 === 0 ? piece.replace(BARE_ADDRESS, '<$&>') : piece))
    .join('')
}
