import { expect, test } from 'vitest'
import { foreseePurge, namePurged, purgedPart } from './purged-part.ts'

const SITE = { title: 'Bakery', name: 'bakery', hostnames: ['bakery.localhost', 'bakery.example.com'] }

test.each([
  ['/about/', '/about/'],
  ['/', '/'],
  ['/caf%C3%A9/?page=2', '/café/'],
  ['http://bakery.localhost:8080/about/', '/about/'],
  ['https://bakery.example.com', '/'],
  ['bakery.localhost/hello-world/', '/hello-world/'],
  ['bakery.localhost:8080/hello-world', '/hello-world'],
])('%s is the page %s', (url, path) => {
  expect(purgedPart({ url }, SITE)).toEqual({ kind: 'page', path })
})

test.each([
  ['not a url', 'is no address of a page', 'Write it like /about/'],
  ['/the whole cache', 'is no address of a page', 'Write it like /about/'],
  ['hello-world', 'is no address of a page', 'http://bakery.localhost/about/'],
  ['javascript:alert(1)', '"javascript:alert(1)" is no address', 'Write it like'],
  ['//elsewhere.example.com/', 'is no address of a page', 'Write it like'],
  ['/%zz/', 'is no address of a page', 'Write it like'],
  [
    'elsewhere.example.com/a/',
    'elsewhere.example.com is not a hostname of Bakery',
    'aipress site show bakery',
  ],
  ['/blog/*', 'names no one page', 'by its tag, or all at once: aipress cache purge bakery'],
])('%s is refused with what to write instead', (url, message, hint) => {
  const refused = () => purgedPart({ url }, SITE)
  expect(refused).toThrow(message)
  expect(refused).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining(hint) }),
  )
})

test.each([
  [{}, 'what is cached', /^All pages .* and what WordPress keeps/],
  [{ only: 'pages' } as const, 'the kept pages', /^All pages/],
  [{ only: 'objects' } as const, 'the cached objects', /^WordPress forgets/],
  [{ url: '/about/' }, 'the kept page /about/', /^The page \/about\/ is forgotten/],
  [{ tag: 'post-1' }, 'the kept pages tagged post-1', /^The pages that have the tag post-1/],
])('what %j forgets is named and foreseen as that alone', (asked, name, foreseen) => {
  const purged = purgedPart(asked, SITE)
  expect(namePurged(purged)).toBe(name)
  expect(foreseePurge(purged)[0]).toMatch(foreseen)
})
