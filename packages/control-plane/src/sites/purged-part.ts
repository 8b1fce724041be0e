import { AipressError, type InputOf, type purgeCache } from '@aipress/contract'

type Asked = Pick<InputOf<typeof purgeCache>, 'only' | 'url' | 'tag'>

/** What of a site's caches is forgotten. */
export type Purged =
  | { readonly kind: 'all' | 'pages' | 'objects' }
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'tag'; readonly tag: string }

interface Owner {
  readonly title: string
  readonly name: string
  readonly hostnames: readonly string[]
}

/** Throws `invalid_input` where that is not one part of this site's caches. */
export function purgedPart({ only, url, tag }: Asked, site: Owner): Purged {
  if (url === undefined && tag === undefined) return { kind: only ?? 'all' }
  if (only === 'objects' || (url !== undefined && tag !== undefined)) {
    throw new AipressError('invalid_input', 'Pages are forgotten by one address or by one tag at a time.', {
      hint: 'Leave the others out.',
    })
  }
  if (url !== undefined) return { kind: 'page', path: pathOf(url, site) }
  return { kind: 'tag', tag: tag ?? '' }
}

/** Decoded. A path, or an address of this site with or without http:// before it. */
function pathOf(url: string, site: Owner): string {
  const address = addressIn(url)
  const path = address === undefined ? undefined : decoded(address.pathname)
  const example = `/about/ or http://${site.hostnames[0] ?? 'bakery.example.com'}/about/`
  if (address === undefined || path === undefined) {
    throw new AipressError('invalid_input', `"${url}" is no address of a page.`, {
      hint: `Write it like ${example}. Nothing was forgotten.`,
    })
  }
  if (address.hostname !== NO_HOST && !site.hostnames.includes(address.hostname)) {
    throw new AipressError('invalid_input', `${address.hostname} is not a hostname of ${site.title}.`, {
      hint: `Write a path like ${example}. Its hostnames: aipress site show ${site.name}. Nothing was forgotten.`,
    })
  }
  if (path.includes('*')) {
    throw new AipressError(
      'invalid_input',
      `"${url}" names no one page: an asterisk stands for nothing here.`,
      {
        hint: `Forget pages one by one, all that show the same post, term or author by its tag, or all at once: aipress cache purge ${site.name}. Nothing was forgotten.`,
      },
    )
  }
  return path
}

const NO_HOST = 'site.invalid'

function addressIn(url: string): URL | undefined {
  if (/\s/.test(url)) return undefined
  if (/^\/(?!\/)/.test(url)) return URL.parse(url, `http://${NO_HOST}`) ?? undefined
  if (/^https?:\/\//i.test(url)) return URL.parse(url) ?? undefined
  // Without a dot it is rather a word than a host: "hello-world".
  return /^[^/?#:]+\.[^/?#:]+(?::\d+)?(?:[/?#]|$)/.test(url)
    ? (URL.parse(`http://${url}`) ?? undefined)
    : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** As the object of "forget", for people. */
export function namePurged(purged: Purged): string {
  switch (purged.kind) {
    case 'all':
      return 'what is cached'
    case 'pages':
      return 'the kept pages'
    case 'objects':
      return 'the cached objects'
    case 'page':
      return `the kept page ${purged.path}`
    case 'tag':
      return `the kept pages tagged ${purged.tag}`
  }
}

/** What that means, before it is done. */
export function foreseePurge(purged: Purged): string[] {
  switch (purged.kind) {
    case 'all':
      return [
        'All pages that are kept for visitors are forgotten, and what WordPress keeps of its database.',
        'Visitors get freshly made pages from then on.',
      ]
    case 'pages':
      return [
        'All pages that are kept for visitors are forgotten; visitors get freshly made ones from then on.',
        'What WordPress keeps of its database stays.',
      ]
    case 'objects':
      return [
        'WordPress forgets what it keeps of its database, and reads it anew.',
        'Pages that are kept for visitors stay.',
      ]
    case 'page':
      return [
        `The page ${purged.path} is forgotten, with and without a slash at its end and with whatever arguments; visitors get it freshly made from then on.`,
        'All else that is cached of the site stays.',
      ]
    case 'tag':
      return [
        `The pages that have the tag ${purged.tag} are forgotten; visitors get them freshly made from then on. Where no kept page has it, nothing changes.`,
        'All else that is cached of the site stays.',
      ]
  }
}
