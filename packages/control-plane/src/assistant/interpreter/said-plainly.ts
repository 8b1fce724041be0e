import type { Alignment } from './align.ts'
import { isSomeSite } from './find-site.ts'
import type { Scene } from './meaning.ts'
import { withoutNoun } from './site-index.ts'
import { type Token, textOf } from './tokens.ts'

interface Said {
  readonly source: string
  readonly tokens: readonly Token[]
}

/**
 * A rename moves a live site to another address and a creation costs money, so neither is read into words that only
 * resemble it: "call me when jazz is down", "make my site faster".
 */
export function isSaidPlainly(alignment: Alignment, said: Said, scene: Scene): boolean {
  if (alignment.template.action.effect !== 'reads' && isShortSlip(alignment)) return false
  switch (alignment.template.action.name as string) {
    case 'sites.rename':
      return isRenaming(alignment, said, scene)
    case 'sites.label':
      return isAllSaid(alignment) && !isAboutContent(alignment, said, scene)
    case 'sites.create':
      return isCreating(alignment, said)
    case 'sites.suspend':
    case 'sites.resume':
      return isAllSaid(alignment) && isAboutSite(alignment, said, scene) && !isOpposite(alignment, said)
    case 'sites.undelete':
      return isAllSaid(alignment)
    default:
      return true
  }
}

/** "Mach sie aus" has the verb of "mach sie wieder an". */
function isOpposite({ template: { action }, leftOver }: Alignment, { tokens }: Said): boolean {
  const words = action.name === 'sites.resume' ? /^(?:aus|off|offline|down)$/ : /^(?:an|on|online|up|wieder)$/
  return leftOver.some((index) => words.test(tokens[index]?.word ?? ''))
}

/** "I love jazz" is one letter from moving it. */
function isShortSlip({ template: { elements }, certainty }: Alignment): boolean {
  const [verb] = elements
  return certainty < 0.9 && verb?.kind === 'word' && verb.word.length <= 4
}

/** "Tag this post": what is inside a site has labels of its own. */
function isAboutContent({ spans }: Alignment, { tokens }: Said, { language }: Scene): boolean {
  const [site, label] = [spans.get('site'), spans.get('add')]
  if (site === undefined || label === undefined || site[1] !== label[0]) return false
  return tokens.slice(...label).some(({ word, quoted }) => quoted === undefined && language.isInside(word))
}

function isAllSaid({ template, missing }: Pick<Alignment, 'template' | 'missing'>): boolean {
  const unsaid = missing.map((index) => template.elements[index])
  return !unsaid.some((element) => element?.kind === 'word' && element.weight === 1)
}

/** Verbs that name things and do much else besides. */
const CALLS = /^(?:call|llama|llamar|appelle|appeler|nenne)$/
const ARTICLES = /^(?:the|my|our|site|website|blog|shop|a|al|el|la|le|les|mon|ma|mi|die|den|das)$/
/** What follows a site that is spoken of, and begins no name. */
const NO_NAME =
  /^(?:when|whenever|if|once|as|about|after|before|because|until|while|at|on|for|to|in|is|are|was|and|or|back|later|soon|today|tomorrow|now|spater|bald|nachher|heute|morgen|luego|despues|manana|hoy|demain|bientot|wenn|falls|sobald|cuando|si|quand|lorsque|des)$/

/** They make an order of what would else tell what is so: "the name is ugly", "it is called Jazz". */
const MAKES_ORDER =
  /^(?:new|now|should|shall|will|soll|neue|kunftig|ahora|nuevo|debe|maintenant|desormais|doit|nouveau|新しい)$/

const JAPANESE_ORDER = /変更|変え|改名|リネーム|呼|名付|新しい|にして|にする/u

function isOnlyTold(
  { template: { elements }, missing, spans }: Alignment,
  { source, tokens }: Said,
): boolean {
  const unsaid = missing.flatMap((index) => {
    const one = elements[index]
    return one?.kind === 'word' ? [one.word] : []
  })
  if (unsaid.some((word) => MAKES_ORDER.test(word))) return true
  // "Rename it later" names no title.
  const [first] = tokens.slice(...(spans.get('title') ?? [0, 0]))
  return (
    first !== undefined &&
    unsaid.length > 0 &&
    first.quoted === undefined &&
    NO_NAME.test(first.word) &&
    /^\p{Ll}/u.test(source.slice(first.start))
  )
}

function isRenaming(alignment: Alignment, said: Said, scene: Scene): boolean {
  const { template, missing, spans, leftOver } = alignment
  if (!isAllSaid({ template, missing }) || isOnlyTold(alignment, said)) return false
  if (scene.language.code === 'ja' && !JAPANESE_ORDER.test(said.source)) return false
  const { elements } = template
  if (isOfSites(said, spans.get('title'), scene)) return false
  const [verb] = elements
  const isCalling = elements.some((element) => element.kind === 'word' && CALLS.test(element.word))
  if (verb?.kind !== 'word' || !CALLS.test(verb.word)) return !isCalling || spans.has('site')
  const [site, title] = [spans.get('site'), spans.get('title')]
  if (site === undefined || title === undefined) return false
  const { source, tokens } = said
  const words = textOf(source, tokens.slice(...site))
  const isKnown = isKnownSite(words, scene)
  const isNextTo = leftOver.every(
    (index) => index >= title[1] || (index < site[0] && ARTICLES.test(tokens[index]?.word ?? '')),
  )
  const [first] = tokens.slice(...title)
  const isName = first !== undefined && (first.quoted !== undefined || !NO_NAME.test(first.word))
  const isIdiom = /^a day$/i.test(textOf(source, tokens.slice(...title)))
  return isKnown && isNextTo && isName && !isIdiom
}

/** "Rename one of my sites": what follows is no title. */
function isOfSites(
  { source, tokens }: Said,
  title: readonly [number, number] | undefined,
  scene: Scene,
): boolean {
  const words = title === undefined ? [] : tokens.slice(...title)
  const [first] = words
  if (first === undefined || words.some(({ quoted }) => quoted !== undefined)) return false
  const said = scene.language.fold(textOf(source, words)).trim()
  return /^(?:of|von|vom|de|des|del)$/.test(first.word) || isSomeSite(said, undefined, scene)
}

function isKnownSite(words: string, { sites, language }: Scene): boolean {
  const isPointer = language.isPointer(language.fold(words).trim())
  return isPointer || sites.called(words).length > 0 || sites.called(withoutNoun(words)).length > 0
}

const NOUN =
  /^(?:(?:web)?sites?|blogs?|(?:web)?shops?|homepages?|webpages?|web(?:seite)?n?|seiten?|internetseiten?|sitios?|pagina|tienda|boutique)$/
const OWN =
  /^(?:my|our|its|his|her|their|your|this|that|meine[mnrs]?|mein|unser(?:e[mnrs]?)?|seine?|ihre?|diese[mnrs]?|mi|mis|nuestr[oa]|este|esta|mon|ma|mes|notre|nos|ce|cet|cette)$/
const DEFINITE = /^(?:the|der|die|das|den|el|la|los|las|le|les)$/
/** Verbs that make something new or make it otherwise. */
const MAKES = /^(?:make|mache?|machen|haz|haga|fais|faites|faire|rends|rendez|rendre)$/

/** A site that is somebody's already is not to be created. */
function isCreating({ template, missing, spans }: Alignment, { source, tokens }: Said): boolean {
  const title = spans.get('title')
  const isTitle = (index: number) => title !== undefined && index >= title[0] && index < title[1]
  const makes = tokens.some(
    ({ word, quoted }, index) => quoted === undefined && index < 3 && MAKES.test(word),
  )
  const isOwn = tokens.some(({ word, quoted }, index) => {
    const before = tokens[index - 1]
    if (index === 0 || quoted !== undefined || before === undefined) return false
    if (isTitle(index) || isTitle(index - 1) || !NOUN.test(word)) return false
    return OWN.test(before.word) || (DEFINITE.test(before.word) && (makes || before.word === 'the'))
  })
  if (isOwn) return false
  return tokens[0]?.word !== 'make' || isNewThing({ template, missing }, title, { source, tokens })
}

/** "Make me a site called X": with "make", there is an article, and a title that is introduced or looks like one. */
function isNewThing(
  { template: { elements }, missing }: Pick<Alignment, 'template' | 'missing'>,
  title: readonly [number, number] | undefined,
  { source, tokens }: Said,
): boolean {
  const rest = tokens.slice(1).filter(({ word }) => !/^(?:me|us|up)$/.test(word))
  if (!/^(?:a|an|another|new|one)$/.test(rest[0]?.word ?? '')) return false
  const [first] = title === undefined ? [] : tokens.slice(...title)
  if (first === undefined || first.quoted !== undefined) return true
  const isIntroduced = elements.some(
    (element, index) =>
      !missing.includes(index) &&
      element.kind === 'word' &&
      /^(?:called|named|titled|title|name|for|with|call)$/.test(element.word),
  )
  return isIntroduced || !/^\p{Ll}/u.test(source.slice(first.start))
}

/** "Stop the spam on jazz" stops no site. */
function isAboutSite(
  { spans, template }: Alignment,
  { source, tokens }: Said,
  { sites, language }: Scene,
): boolean {
  const [verb] = template.elements
  const site = spans.get('site')
  if (site === undefined || verb?.kind !== 'word' || !/^(?:stop|start|pause)$/.test(verb.word)) return true
  const words = tokens.slice(...site)
  const hasPlace = words.slice(1).some(({ word }) => language.isPlace(word))
  return !hasPlace || sites.resolve(textOf(source, words)).kind !== 'unknown'
}
