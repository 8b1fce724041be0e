import { contentOf, optionsOf, type Post, withOption } from './site-content.ts'
import type { ClaimedSlot } from './slots.ts'

export interface WpResult {
  readonly exitCode: number
  readonly stdout?: string
  readonly stderr?: string
  /** The site as the command leaves it, where it changes something. */
  readonly changed?: ClaimedSlot
}

const success = (stdout: string, changed?: ClaimedSlot): WpResult => ({
  exitCode: 0,
  stdout: `${stdout}\n`,
  ...(changed === undefined ? {} : { changed }),
})
const failure = (message: string): WpResult => ({ exitCode: 1, stderr: `Error: ${message}\n` })

/** The few commands that tell one site from another; all else is answered as WP-CLI answers what it does not know. */
export function runWpCommand(
  slot: ClaimedSlot,
  args: readonly string[],
  /** For files; no end to it where undefined. */
  roomBytes: number | undefined = undefined,
): WpResult {
  const words = args.filter((arg) => !arg.startsWith('--'))
  const flags = new Map(args.filter((arg) => arg.startsWith('--')).map(flagOf))
  const [name, value] = words.slice(2)
  switch (words.slice(0, 2).join(' ')) {
    case 'cli version':
      return success('WP-CLI 2.12.0')
    case 'option get':
      return getOption(slot, name)
    case 'option update':
      if (name === undefined || value === undefined) return failure('usage: wp option update <key> <value>')
      return success(`Success: Updated '${name}' option.`, withOption(slot, name, value))
    case 'post create':
      return createPost(slot, flags)
    case 'post list':
      return listPosts(slot, flags)
    case 'media import':
      return importMedia(slot, name, roomBytes)
    default:
      return failure(`'${args.join(' ')}' is not a registered wp command.`)
  }
}

function flagOf(arg: string): [string, string] {
  const [, name = '', value = 'true'] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
  return [name, value]
}

function getOption(slot: ClaimedSlot, name: string | undefined): WpResult {
  const value = name === undefined ? undefined : new Map(Object.entries(optionsOf(slot))).get(name)
  return value === undefined ? failure(`Could not get '${name}' option. Does it exist?`) : success(value)
}

function createPost(slot: ClaimedSlot, flags: ReadonlyMap<string, string>): WpResult {
  const content = contentOf(slot)
  const id = Math.max(0, ...content.posts.map((post) => post.id)) + 1
  const title = flags.get('post_title') ?? ''
  const post: Post = {
    id,
    name: flags.get('post_name') ?? slugOf(title, id),
    title,
    text: flags.get('post_content') ?? '',
    isPublished: flags.get('post_status') === 'publish',
  }
  const changed = { ...slot, content: { ...content, posts: [...content.posts, post] } }
  return success(flags.has('porcelain') ? String(id) : `Success: Created post ${id}.`, changed)
}

function slugOf(title: string, id: number): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return slug === '' ? `post-${id}` : slug
}

/** Newest first, as WP-CLI lists them. */
function listPosts(slot: ClaimedSlot, flags: ReadonlyMap<string, string>): WpResult {
  const posts = contentOf(slot).posts.toReversed()
  if (flags.get('format') === 'count') return success(String(posts.length))
  const field = flags.get('field')
  if (field === 'post_title') return success(posts.map((post) => post.title).join('\n'))
  if (field === 'ID') return success(posts.map((post) => post.id).join('\n'))
  return failure('Ask for --format=count, --field=post_title or --field=ID.')
}

export const sizeOfPicture = (name: string) => 100_000 + name.length * 1_000

/** No bytes are kept, only that there are so many: a picture of which each name has its own size. */
function importMedia(slot: ClaimedSlot, path: string | undefined, roomBytes: number | undefined): WpResult {
  const name = path?.split('/').at(-1)
  if (name === undefined || name === '') return failure('usage: wp media import <file>')
  const content = contentOf(slot)
  const file = { path: `wp-content/uploads/${name}`, sizeBytes: sizeOfPicture(name) }
  if (roomBytes !== undefined && file.sizeBytes > roomBytes) {
    return failure('This file was not uploaded, because the storage of this site is full.')
  }
  const others = content.files.filter(({ path: known }) => known !== file.path)
  const changed = { ...slot, content: { ...content, files: [...others, file] } }
  return success(`Success: Imported 1 of 1 items.`, changed)
}
