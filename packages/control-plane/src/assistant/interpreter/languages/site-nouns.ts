/** What stands around the name of a site and is no part of it, as patterns, of every language. */
export const SITE_NOUNS = [
  {
    before: 'the|my|our|this|that|site|website|blog|shop|called|named|of|on',
    after: '\\s+(?:site|website|blog|web\\s?shop|one)',
  },
  {
    before:
      'der|die|das|den|dem|des|meine[mnrs]?|mein|unser(?:e[mnrs]?)?|diese[mnrs]?|seite|webseite|website|web\\s?shop|blog|namens|von|vom|bei|für|auf|die seite',
    after: '\\s+(?:seite|webseite|website|blog)|-(?:seite|webseite|website|blog)',
  },
  {
    before:
      'el|la|los|las|mi|mis|nuestr[oa]|este|esta|ese|esa|sitio|página|pagina|web|blog|tienda|llamad[oa]|de|del|en|al|a',
    after: '\\s+(?:web)',
  },
  {
    before: "le|la|les|l['’]|mon|ma|notre|ce|cette|site|blog|boutique|web|appelé|nommé|de|du|d['’]|sur|à|au",
    after: '\\s+(?:web)',
  },
  {
    before: '私の|この|その|あの|サイト|ウェブサイト|ブログ',
    after: '\\s*(?:という|っていう)?(?:の)?(?:ウェブサイト|サイト|ブログ|ホームページ)',
  },
] as const
