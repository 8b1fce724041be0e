import { linkAddresses, outsideCode } from '@aipress/contract/chat-text.ts'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { clean, wrap } from '../views/text.ts'
import type { Page } from '../views/view.ts'

/**
 * What the assistant says is Markdown, read by the same parser as the console's. A terminal shows it without its
 * marks: emphasis as bold, code as it is, lists with their signs. Pictures and HTML are text.
 */
type Block = ReturnType<typeof fromMarkdown>['children'][number]
type Inline = Extract<Block, { type: 'paragraph' }>['children'][number]
type List = Extract<Block, { type: 'list' }>

/** Blocks as they were written, each whole: what follows the last may still belong to it. */
export function blocksOf(text: string): { type: Block['type']; text: string }[] {
  const markdown = endingLists(text)
  const { children } = fromMarkdown(markdown)
  return children.map(({ type, position }, index) => ({
    type,
    text: markdown.slice(position?.start.offset, children[index + 1]?.position?.start.offset),
  }))
}

/** Lines without a final line break. */
export function renderMarkdown(markdown: string, page: Page): string {
  return renderBlocks(fromMarkdown(linkAddresses(endingLists(markdown))).children, page, true)
}

/** A line that begins at the margin after a list is meant as a line of its own, where Markdown adds it to the last item. */
function endingLists(markdown: string): string {
  return outsideCode(markdown, (piece) =>
    piece.replace(/^(\s*(?:[-*]|\d+\.) .*)\n(?=[^\s\-*\d…])/gm, '$1\n\n'),
  )
}

function renderBlocks(blocks: readonly Block[], page: Page, spaced: boolean): string {
  let shown = ''
  for (const [index, block] of blocks.entries()) {
    const text = renderBlock(block, page)
    const before = blocks[index - 1]
    if (shown !== '') shown += spaced && isApart(before, block) ? '\n\n' : '\n'
    shown += text
  }
  return shown
}

/** An empty line stands where one was written. */
function isApart(before: Block | undefined, block: Block): boolean {
  return (block.position?.start.line ?? 0) - (before?.position?.end.line ?? 0) > 1
}

function renderBlock(block: Block, page: Page): string {
  switch (block.type) {
    case 'heading':
      return wrap(page.paint('bold', inline(block.children, page)), page.width)
    case 'paragraph':
      return wrap(inline(block.children, page), page.width)
    case 'code':
      return indent(clean(block.value), '  ')
    case 'list':
      return renderList(block, page)
    case 'blockquote':
      return indent(renderBlocks(block.children, narrowed(page, 2), true), '│ ')
    case 'thematicBreak':
      return '───'
    case 'html':
      return clean(block.value)
    default:
      return ''
  }
}

function renderList({ ordered, start, children }: List, page: Page): string {
  return children
    .map((item, index) => {
      const sign = ordered ? `${(start ?? 1) + index}. ` : '- '
      const text = renderBlocks(item.children, narrowed(page, sign.length), false)
      return sign + text.replaceAll('\n', `\n${' '.repeat(sign.length)}`)
    })
    .join('\n')
}

function inline(nodes: readonly Inline[], page: Page): string {
  return nodes.map((node) => renderInline(node, page)).join('')
}

function renderInline(node: Inline, page: Page): string {
  switch (node.type) {
    case 'text':
    case 'html':
      return clean(node.value)
    case 'inlineCode':
      return page.paint('cyan', clean(node.value))
    case 'strong':
      return page.paint('bold', inline(node.children, page))
    case 'emphasis':
      return page.paint('italic', inline(node.children, page))
    case 'break':
      return '\n'
    case 'link': {
      const text = inline(node.children, page)
      return text === clean(node.url) ? text : `${text} (${clean(node.url)})`
    }
    case 'image':
      return clean(node.alt ?? '')
    default:
      return 'children' in node ? inline(node.children as Inline[], page) : ''
  }
}

const narrowed = (page: Page, columns: number): Page => ({ ...page, width: page.width - columns })
const indent = (text: string, by: string) => text.replace(/^/gm, by)
