import { describe, expect, test } from 'vitest'
import {
  isReservedSiteName,
  requireFreeOfReservation,
  SITE_NAME_LENGTH_MAX,
  SiteName,
  SiteTitle,
} from './site-name.ts'
import { siteNameFromTitle } from './site-name-from-title.ts'

describe('a name from a title', () => {
  test.each([
    ['Corner Bakery', 'corner-bakery'],
    ['  Café  Zürich! ', 'cafe-zurich'],
    ["Anna's Blog", 'annas-blog'],
    ['Straße & Söhne', 'strasse-sohne'],
    ['Ελληνικά', 'ellinika'],
    ['Привет мир', 'privet-mir'],
    ['2 Fast 4 You', '2-fast-4-you'],
    ['---', undefined],
    ['!!!', undefined],
  ])('%s becomes %s', (title, name) => {
    expect(siteNameFromTitle(title)).toBe(name)
  })

  test.each([
    ['Bäckerei Müller', 'baeckerei-mueller'],
    ['Ba\u0308ckerei Größe', 'baeckerei-groesse'],
    ['ÖL', 'oel'],
  ])('a German %s becomes %s', (title, name) => {
    expect(siteNameFromTitle(title, 'de')).toBe(name)
  })

  test.each([
    ['Smørrebrød på Åen', 'smoerrebroed-paa-aaen'],
    ['Åhus Bröd', 'ahus-brod'],
    ['Güneş', 'gunes'],
  ])('%s becomes %s as its own language has it', (title, name) => {
    expect(siteNameFromTitle(title)).toBe(name)
  })

  test.each(['パン屋', '面包店', '빵집', 'مخبز', 'बेकरी', '🥐🥖', 'A'.repeat(300), `${'x'.repeat(49)} y`])(
    'of %s is a valid DNS label',
    (title) => {
      const name = siteNameFromTitle(title)
      expect(SiteName.safeParse(name).success).toBe(true)
      expect(name?.length).toBeLessThanOrEqual(SITE_NAME_LENGTH_MAX)
    },
  )
})

describe('a title', () => {
  test('keeps emoji that are joined of several, and every script', () => {
    expect(SiteTitle.parse('👩‍🍳 パン屋 ❤️')).toBe('👩‍🍳 パン屋 ❤️')
  })

  test('loses control characters, invisible marks and doubled spaces', () => {
    expect(SiteTitle.parse('\u202eCorner\u0000\n  Bakery\u200b ')).toBe('Corner Bakery')
  })

  test.each(['', '   ', '\u200b', 'x'.repeat(121)])('%j is refused', (title) => {
    expect(SiteTitle.safeParse(title).success).toBe(false)
  })
})

test.each(['www', 'aipress', 'admin', 'xn--bcker-gra'])('%s is reserved', (name) => {
  expect(isReservedSiteName(name)).toBe(true)
  expect(() => requireFreeOfReservation(name)).toThrow(
    expect.objectContaining({ code: 'site_name_reserved' }),
  )
})

test.each(['-a', 'a-', 'A', 'a.b', 'a_b', '', 'ä', 'x'.repeat(51)])('%j is no site name', (name) => {
  expect(SiteName.safeParse(name).success).toBe(false)
})
