import { AipressError } from '@aipress/contract'
import { expect, test } from 'vitest'
import { mergePages, type Page, positionsOf } from './merge-pages.ts'

interface Item {
  id: string
  at: string
}

/** A group's list as its own handler pages it. */
function groupOf(...times: number[]) {
  const items = times.map((time) => ({ id: `i${time}`, at: new Date(time * 1_000).toISOString() }))
  return (limit: number, cursor: string | undefined): Page<Item> => {
    const start = cursor === undefined ? 0 : items.findIndex(({ id }) => id === cursor) + 1
    const page = items.slice(start, start + limit)
    return { items: page, ...(start + limit < items.length ? { nextCursor: page.at(-1)?.id } : {}) }
  }
}

type Group = ReturnType<typeof groupOf>

function read(groups: Record<number, Group>, limit: number, cursor?: string) {
  const before = positionsOf(cursor)
  const pages = new Map<number, Page<Item>>()
  for (const [name, list] of Object.entries(groups)) {
    const position = before.get(Number(name))
    if (position?.kind === 'end') continue
    pages.set(Number(name), list(limit, position?.kind === 'after' ? position.cursor : undefined))
  }
  return mergePages({ pages, before, limit, timeOf: (item) => item.at, cursorOf: (item) => item.id })
}

function readAll(groups: Record<number, Group>, limit: number): string[] {
  const ids: string[] = []
  for (let cursor: string | undefined, turns = 0; turns < 50; turns += 1) {
    const page = read(groups, limit, cursor)
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
    if (cursor === undefined) return ids
  }
  throw new Error('The list does not end.')
}

test.each([1, 2, 3, 7, 100])('pages of %i hold every item once, the newest first', (limit) => {
  const groups = { 1: groupOf(9, 6, 5, 1), 2: groupOf(8, 7, 2), 3: groupOf(), 11: groupOf(4, 3) }
  expect(readAll(groups, limit)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1].map((time) => `i${time}`))
})

test('a group that was away for a page loses nothing', () => {
  const groups = { 1: groupOf(9, 8, 7, 1), 2: groupOf(6, 5) }
  const first = read(groups, 2)
  const second = read({ 1: groups[1] }, 1, first.nextCursor)
  const third = read(groups, 10, second.nextCursor)
  const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id))
  expect(ids).toEqual(['i9', 'i8', 'i7', 'i6', 'i5', 'i1'])
  expect(third.nextCursor).toBeUndefined()
})

test('what came meanwhile is not repeated', () => {
  const first = read({ 1: groupOf(9, 8, 7), 2: groupOf(6) }, 2)
  const rest = read({ 1: groupOf(11, 10, 9, 8, 7), 2: groupOf(6) }, 10, first.nextCursor)
  expect(rest.items.map(({ id }) => id)).toEqual(['i7', 'i6'])
})

test('where all are away there is no page to go on with', () => {
  expect(read({}, 10)).toEqual({ items: [] })
})

test('no other cursor is taken', () => {
  expect(() => positionsOf('417')).toThrow(AipressError)
})
