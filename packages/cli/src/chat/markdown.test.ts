import { expect, test } from 'vitest'
import type { Style } from '../terminal.ts'
import { renderMarkdown } from './markdown.ts'

const page = { width: Number.POSITIVE_INFINITY, now: 0, paint: (_style: unknown, text: string) => text }
const painted = { ...page, paint: (style: Style, text: string) => `<${String(style)}>${text}</>` }

test('fences, emphasis and headings lose their marks', () => {
  const shown = renderMarkdown(
    '## Changes\n\nTwo **big** ones:\n```\n2026-12-01 *Create* A\n```\nDone.',
    page,
  )
  expect(shown).toBe('Changes\n\nTwo big ones:\n  2026-12-01 *Create* A\nDone.')
})

test('emphasis, headings and code are painted', () => {
  expect(renderMarkdown('# A\n**b** *c* `d`', painted)).toBe('<bold>A</>\n<bold>b</> <italic>c</> <cyan>d</>')
})

test('lists keep their signs, their levels and the line after them', () => {
  const shown = renderMarkdown('Sites:\n1. **A**\n2. B\n   - old\n- C\nSay "more".', page)
  expect(shown).toBe('Sites:\n1. A\n2. B\n   - old\n- C\n\nSay "more".')
})

test('an address stays whole, whatever is in it', () => {
  const url = 'http://a.localhost:8080/?token=_a_-_b_*c*_'
  expect(renderMarkdown(`Here: ${url}`, page)).toBe(`Here: ${url}`)
  expect(renderMarkdown('[the shop](https://a.example/x)', page)).toBe('the shop (https://a.example/x)')
})

test('what is written of characters that steer a terminal steers none', () => {
  expect(renderMarkdown('a&#27;[31mb &#x202e;c', page)).toBe('a�[31mb c')
})

test('words are wrapped to the terminal, lists under their text, and code and addresses are not', () => {
  const url = `http://a.localhost:8080/${'x'.repeat(60)}`
  const narrow = { ...page, width: 44 }
  expect(
    renderMarkdown(`- one two three four five six seven eight nine ten\n\n\`\`\`\n${url}\n\`\`\``, narrow),
  ).toBe(`- one two three four five six seven eight\n  nine ten\n\n  ${url}`)
  expect(renderMarkdown(`It is here, for all to see: ${url}`, narrow)).toBe(
    `It is here, for all to see:\n${url}`,
  )
})
