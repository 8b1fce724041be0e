import anyAscii from 'any-ascii'
import { SITE_NAME_LENGTH_MAX } from './site-name.ts'

// In a file of its own: the tables of all scripts are half a megabyte, which a browser loads only when needed.

/**
 * The DNS label for a title in any script: `Café Zürich` → `cafe-zurich`, `パン屋` → `panwu`.
 * `language` is the one that the title is written in, where that is known: a German `Müller` is `mueller`, while an `ü`
 * of others is a `u`. Answers undefined where no letter or digit is left (the caller then picks a random name).
 */
export function siteNameFromTitle(title: string, language?: string): string | undefined {
  const name = anyAscii(spelledOut(title.normalize('NFC'), language))
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SITE_NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '')
  return name === '' ? undefined : name
}

const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' }
/** Danish and Norwegian, which alone have an ø; a Swedish å is an a. */
const NORDIC: Readonly<Record<string, string>> = { ø: 'oe', Ø: 'Oe', å: 'aa', Å: 'Aa' }

function spelledOut(title: string, language: string | undefined): string {
  const letters = { ...(language === 'de' ? GERMAN : {}), ...(/[øæ]/i.test(title) ? NORDIC : {}) }
  return title.replace(/./gu, (letter) => letters[letter] ?? letter)
}
