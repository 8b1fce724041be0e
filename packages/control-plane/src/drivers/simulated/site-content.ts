import type { CopyFigures } from '../../platform/site-host.ts'
import type { ClaimedSlot } from './slots.ts'

/** What somebody has done to a site since it was made; a site as WordPress makes it needs no record. */
export interface SiteContent {
  /** All but those that identity tells. */
  readonly options: Readonly<Record<string, string>>
  readonly posts: readonly Post[]
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[]
}

export interface Post {
  readonly id: number
  readonly name: string
  readonly title: string
  readonly text: string
  readonly isPublished: boolean
}

const FRESH: SiteContent = {
  options: {},
  posts: [
    { id: 1, name: 'hello-world', title: 'Hello world!', text: 'Welcome to WordPress.', isPublished: true },
  ],
  files: [],
}

/** Of a fresh WordPress 7.1, measured. */
const FRESH_DATABASE = { tables: 12, rows: 170, sizeBytes: 1.6e6 }

export const contentOf = (slot: ClaimedSlot): SiteContent => slot.content ?? FRESH

export function optionsOf(slot: ClaimedSlot): Record<string, string> {
  const { title, adminEmail, url } = slot.identity
  return { ...contentOf(slot).options, blogname: title, admin_email: adminEmail, home: url, siteurl: url }
}

/** The site with the option changed, wherever it is kept. */
export function withOption(slot: ClaimedSlot, name: string, value: string): ClaimedSlot {
  const { identity } = slot
  switch (name) {
    case 'blogname':
      return { ...slot, identity: { ...identity, title: value } }
    case 'admin_email':
      return { ...slot, identity: { ...identity, adminEmail: value } }
    case 'home':
    case 'siteurl':
      return { ...slot, identity: { ...identity, url: value } }
    default: {
      const content = contentOf(slot)
      return { ...slot, content: { ...content, options: { ...content.options, [name]: value } } }
    }
  }
}

/** The site with the former addresses replaced wherever they stand, if no longer word begins with them. */
export function withAddress(slot: ClaimedSlot, url: string, formerUrls: readonly string[]): ClaimedSlot {
  const moved = { ...slot, identity: { ...slot.identity, url } }
  if (slot.content === undefined || formerUrls.length === 0) return moved
  const alternatives = formerUrls.map((former) => former.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  // A longer hostname, or one with a port, is another address; a full stop that ends a sentence is none.
  const pattern = new RegExp(`(?:${alternatives})(?![a-z0-9:-]|\\.[a-z0-9])`, 'g')
  const replaced = (text: string) => text.replaceAll(pattern, () => url)
  const options = Object.entries(slot.content.options).map(([name, value]) => [name, replaced(value)])
  const posts = slot.content.posts.map((post) => ({ ...post, text: replaced(post.text) }))
  return { ...moved, content: { ...slot.content, options: Object.fromEntries(options), posts } }
}

export const figuresOf = (slot: ClaimedSlot): CopyFigures =>
  sum([...itemsOf(slot)], {
    tables: FRESH_DATABASE.tables,
    rows: FRESH_DATABASE.rows,
    databaseBytes: FRESH_DATABASE.sizeBytes,
  })

/** What `to` lacks, has otherwise, or has too much: by name, and in figures. */
export function differenceOf(from: ClaimedSlot, to: ClaimedSlot): { names: string[]; figures: CopyFigures } {
  const [wanted, there] = [itemsOf(from), itemsOf(to)]
  const missing = [...wanted].filter(([name, item]) => there.get(name)?.value !== item.value)
  const surplus = [...there].filter(([name]) => !wanted.has(name))
  const names = [...missing, ...surplus].map(([name]) => name)
  const tables = new Set(names.map((name) => name.split(' ')[0]).filter((kind) => kind !== 'file')).size
  return { names, figures: sum(missing, { tables, rows: 0, databaseBytes: 0 }) }
}

interface Item {
  readonly value: string
  /** Of what is no row of the database. */
  readonly fileBytes?: number
}

function itemsOf(slot: ClaimedSlot): Map<string, Item> {
  const { posts, files } = contentOf(slot)
  return new Map<string, Item>([
    ...Object.entries(optionsOf(slot)).map(([name, value]) => [`option ${name}`, { value }] as const),
    ...posts.map((post) => [`post ${post.id}`, { value: JSON.stringify(post) }] as const),
    ...files.map(
      ({ path, sizeBytes }) => [`file ${path}`, { value: String(sizeBytes), fileBytes: sizeBytes }] as const,
    ),
  ])
}

function sum(
  items: readonly (readonly [string, Item])[],
  base: Pick<CopyFigures, 'tables' | 'rows' | 'databaseBytes'>,
): CopyFigures {
  const rows = items.filter(([, item]) => item.fileBytes === undefined)
  const files = items.filter(([, item]) => item.fileBytes !== undefined)
  return {
    tables: base.tables,
    rows: base.rows + rows.length,
    databaseBytes: base.databaseBytes + rows.reduce((bytes, [, { value }]) => bytes + value.length, 0),
    files: files.length,
    fileBytes: files.reduce((bytes, [, { fileBytes }]) => bytes + (fileBytes ?? 0), 0),
  }
}
