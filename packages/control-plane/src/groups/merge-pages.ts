import { AipressError } from '@aipress/contract'

/**
 * One list out of the lists of several groups, each of them newest first. The cursor says for each group after
 * which of its items to go on, so that a group that was away in between misses nothing and repeats nothing.
 */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | undefined
}

/** Of one group: after this item; from its start; or nothing more. */
type Position = { kind: 'after'; cursor: string } | { kind: 'start' } | { kind: 'end' }
export type Positions = ReadonlyMap<number, Position>

export interface MergeRequest<Item> {
  /** Of the groups that answered; each has `limit` items where it has so many. */
  readonly pages: ReadonlyMap<number, Page<Item>>
  readonly before: Positions
  readonly limit: number
  /** ISO 8601. */
  readonly timeOf: (item: Item) => string
  /** What makes the item's own group go on after it. */
  readonly cursorOf: (item: Item) => string
}

export function mergePages<Item>(request: MergeRequest<Item>): { items: Item[]; nextCursor?: string } {
  const { pages, before, limit, timeOf, cursorOf } = request
  const taken = new Map([...pages.keys()].map((group) => [group, 0]))
  const items: Item[] = []
  for (;;) {
    const heads = [...pages].flatMap(([group, page]) => {
      const item = page.items[taken.get(group) ?? 0]
      return item === undefined ? [] : [{ group, item }]
    })
    if (items.length === limit || heads.length === 0) break
    const newest = heads.reduce((a, b) => (timeOf(b.item) > timeOf(a.item) ? b : a))
    items.push(newest.item)
    taken.set(newest.group, (taken.get(newest.group) ?? 0) + 1)
  }
  const after = new Map(before)
  for (const [group, page] of pages) after.set(group, positionAfter(group, page, taken.get(group) ?? 0))
  const hasMore = [...pages.keys()].some((group) => after.get(group)?.kind !== 'end')
  return { items, ...(hasMore ? { nextCursor: cursorText(after) } : {}) }

  function positionAfter(group: number, page: Page<Item>, count: number): Position {
    const last = page.items[count - 1]
    if (count === page.items.length && page.nextCursor === undefined) return { kind: 'end' }
    if (last !== undefined) return { kind: 'after', cursor: cursorOf(last) }
    return before.get(group) ?? { kind: 'start' }
  }
}

/** `1:op_…~2:~3:$`. */
function cursorText(positions: Positions): string {
  return [...positions]
    .map(([group, position]) => {
      if (position.kind === 'after') return `${group}:${position.cursor}`
      return position.kind === 'end' ? `${group}:$` : `${group}:`
    })
    .join('~')
}

export function positionsOf(cursor: string | undefined): Positions {
  if (cursor === undefined) return new Map()
  const entries = cursor.split('~').map((part): [number, Position] => {
    const [, group, text = ''] = /^(\d{1,3}):(.*)$/.exec(part) ?? []
    if (group === undefined) throw badCursor()
    if (text === '') return [Number(group), { kind: 'start' }]
    return [Number(group), text === '$' ? { kind: 'end' } : { kind: 'after', cursor: text }]
  })
  return new Map(entries)
}

function badCursor(): AipressError {
  return new AipressError('invalid_input', 'The cursor is not one that a list has answered.', {
    hint: 'Pass the nextCursor of the page before, or leave it out to start again.',
  })
}
