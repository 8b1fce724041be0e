import type { AnyAction } from '@aipress/contract'
import type { LanguageCode } from './languages/language.ts'
import type { Meaning, Scene } from './meaning.ts'
import { askWhich } from './questions.ts'
import { sampleSite } from './sample-site.ts'
import type { KnownSite } from './site-index.ts'
import { type Token, textOf } from './tokens.ts'

/**
 * Pages, posts, menus and the look of a site are made in its own WordPress: there is no action for them, and words for
 * them resemble those that make sites and invite people. As patterns over folded words, in which names of sites and
 * what stands in quotation marks are `§`.
 */
const THING =
  'pages?|sub ?pages?|posts?|articles?|blog ?posts?|menus?|menu items?|sub ?menus?|widgets?|sidebars?|headers?|footers?|logos?|favicons?|images?|pictures?|photos?|galler(?:y|ies)|videos?|comments?|categor(?:y|ies)|contact forms?|forms?|sliders?|banners?|paragraphs?|headlines?|headings?|buttons?|products?'
const LOOK =
  'colou?rs?|fonts?|layout|design|look|background|front ?page|homepage|start ?page|tagline|navigation'
const DETERMINERS =
  '(?:(?:me|us|a|an|the|another|one|some|my|our|this|that|its|his|her|their|more|new|first|second|next|last|short|long|few|two|three)\\s+)*'
/** "An About page", but not "a token for posts" and no thing that there are actions for. */
const ADJECTIVES =
  "(?:(?!(?:sites?|websites?|blog|shop|web ?shop|accounts?|customers?|clients?|tokens?|keys?|shards?|hostnames?|domains?|users?|persons?|members?|roles?|called|named|titled|for|to|of|on|in|with|from|at|and|that|bronze|silver|gold|wordpress|mail|mails|cache|log|logs)\\b)[\\p{L}\\d’'-]+\\s+){0,2}"

/** "A photo site" and "the menu cache" are things that there are actions for. */
const OF_THE_PLATFORM =
  "(?!(?:\\s+(?!(?:about|for|on|to|of|in|with|from|at|and|that|called|named|titled)\\b)[\\p{L}\\d’'-]+)?[\\s-]+(?:sites?|web ?sites?|blogs?|shops?|stores?|platforms?|portals?|hostnames?|domains?|tokens?|keys?|caches?|limits?|offices?|accounts?)\\b)"

const ASKED: Readonly<Record<LanguageCode, RegExp>> = {
  en: new RegExp(
    [
      `(?:add|create|make|write|publish|insert|compose|draft|start|build|set up|put up|put|place|upload|design)\\s+${DETERMINERS}${ADJECTIVES}(?:${THING})`,
      `(?:edit|change|update|rewrite|delete|remove|trash|approve|moderate|schedule|unpublish|translate|move|replace|post)\\s+${DETERMINERS}(?:about |contact |front |home |landing |main |blog |site )?(?:${THING}|${LOOK})`,
      `(?:edit|change|set|update|make)\\s+(?:the |its |my )?(?:title|name|text|colou?r|font|content|order|background|position|size) of (?:the |a |my )?(?:about |contact |front |home |landing |main )?(?:${THING})`,
      `(?:a )?(?:new|another|one more) (?:blog )?(?:page|post|article|menu|menu item|comment|category|widget)`,
      `post (?:a |an )?(?:hello|news|update|something)`,
    ]
      .map((one) => `(?:${one})${OF_THE_PLATFORM}(?=[\\s,:;!?§]|\\.(?:\\s|$)|$)`)
      .map((one) => `^${one}`)
      .join('|'),
    'u',
  ),
  de: new RegExp(
    [
      '^(?:fuge?|nimm)\\s.*\\b(?:seite|unterseite|beitrag|beitrage|artikel|menu|menupunkt|kategorie|bild|foto|logo|galerie|kontaktformular|formular|produkt|video|widget)\\b.*\\b(?:hinzu|ein|auf)$',
      '^(?:erstelle?|schreibe?|verfasse|veroffentliche|mache?|baue?|lege?|poste|andere?|bearbeite|losche?|entferne?|lade?|setze?|tausche?|stelle?|erstellen|schreiben)(?: sie)?\\s+(?:mir |uns )?(?:(?:eine?[nmrs]?|den|die|das|der|dem|mein\\w*|unser\\w*|noch|neue[nmrs]?|weitere[nmrs]?|erste[nmrs]?|alle)\\s+)*(?:unterseiten?|beitra?ge?|artikel|blog-?(?:beitrag|artikel|post)|post|menu\\w*|kommentare?|bild(?:er)?|fotos?|logo|galerien?|kontaktformular|formular|kopfzeile|fusszeile|hintergrund\\w*|schrift(?:art)?|farben?|startseite|kontaktseite|uber-uns-seite|impressum|produkte?|widgets?|kategorien?)\\b(?![\\s-]+(?:web-?sites?|websites?|blogs?|(?:online-?|web-?)?shops?|plattform|portal|domains?|hostnamen?|tokens?|caches?|limits?)\\b)',
      '^(?:neue[nrs]?|noch ein\\w*|weitere[nrs]?|(?:eine?n?|den|die|das)(?: neue[nrs]?)?)\\s+(?:beitrag|artikel|blog-?(?:beitrag|artikel)|unterseite|menu|kommentar|bild|kontaktformular|impressum)\\b(?:.*\\b(?:schreiben|hinzufugen|anlegen|erstellen|veroffentlichen|machen|andern|bearbeiten|hochladen|einfugen)$|.*§|\\s*:|$)',
      '^(?:eine? )?(?:neue|weitere) seite (?:auf|bei|in|fur|zu) §',
      '^(?:erstelle?|mache?|baue?|lege?|schreibe?)\\s+(?:auf|bei|in) § (?:eine?n?|neue[ns]?)\\s+(?:neue[ns]? )?(?:seite|unterseite|beitrag|artikel|menu)\\b',
    ].join('|'),
    'u',
  ),
  es: new RegExp(
    [
      '^(?:anade|anadir|agrega|agregar|crea|crear|escribe|escribir|publica|publicar|haz|pon|sube|subir|cambia|cambiar|edita|editar|modifica|modificar|borra|elimina|redacta|inserta)(?:me)?\\s+(?:(?:una?|el|la|los|las|otr[oa]|mi|nuev[oa]s?|primer[oa]?)\\s+)*(?:entradas?|articulos?|posts?|publicacion(?:es)?|menus?|comentarios?|imagen(?:es)?|fotos?|logos?|galerias?|formularios?|encabezado|pie de pagina|fondo|productos?|portada|colores?|tipografia|banner|videos?|subpaginas?|categorias?)\\b',
      '^(?:anade|anadir|agrega|agregar|escribe|publica|edita|modifica|pon)(?:me)?\\s+(?:(?:una?|la|otra|mi|nueva)\\s+)*paginas?\\b(?! web)',
      '^crear?\\s+(?:una|otra) (?:nueva )?pagina\\b(?! web).*\\b(?:en|a|para) §',
      '^(?:una )?(?:nueva|otra) (?:entrada|publicacion|pagina) (?:en|para|sobre)\\b',
      '^(?:un )?(?:nuevo|otro) (?:articulo|post|menu|comentario)\\b',
    ].join('|'),
    'u',
  ),
  fr: new RegExp(
    [
      "^(?:ajoute[rz]?|cree[rz]?|ecri[st]|ecrire|ecrivez|redige[rz]?|publie[rz]?|fai[st]|faites|met[sz]?|mettez|insere[rz]?|modifie[rz]?|change[rz]?|supprime[rz]?|telecharge[rz]?|poste[rz]?)(?:-moi)?\\s+(?:(?:une?|le|la|les|des|mon|ma|mes|notre|nouve\\w+|autre|premi\\w+)\\s+|l['’]|d['’])*(?:articles?|billets?|posts?|menus?|commentaires?|images?|photos?|logos?|galeries?|formulaires?|en-tetes?|pieds? de page|bandeaux?|produits?|videos?|widgets?|categories?|couleurs?|polices?|arriere-plan|sous-pages?|pages?(?! web))(?![\\p{L}-])",
      '^(?:une? )?(?:nouve(?:l|lle|au)|autre) (?:article|billet|page|menu|post|commentaire)(?![\\p{L}-])(?! web)',
    ].join('|'),
    'u',
  ),
  ja: /(?:(?<!ホーム|ウェブ|web ?)(?:固定)?ページ|ブログ記事|記事|投稿|メニュー|コメント|画像|写真|ロゴ|カテゴリー?|フォーム|ウィジェット|ヘッダー|フッター|背景|見出し)(?:の(?!キャッシュ|ログ|一覧)[^を]{1,10})?を[^。]{0,8}(?:追加|作成|作って|作りたい|書いて|書きたい|投稿|公開して|編集|変更|削除|消して|アップロード|載せて|入れて|変えて|直して)|新しい(?:記事|投稿|ページ)[:：]|(?:記事|ブログ)を(?:書|投稿)/u,
}

/** Code, of which there is another thing to say. */
const CODE = /\b(?:plugins?|themes?|temas?|extension(?:es|s)?|erweiterung(?:en)?)\b|プラグイン|テーマ/u

/** The way is told in any case. */
const HOW_TO = /^(?:how (?:do|can|could|would|should) (?:i|we)|how to) /

/** What to say of a wish for content: the way there is offered, and gone only after a yes. */
export function contentWish(
  text: string,
  tokens: readonly Token[],
  actions: readonly AnyAction[],
  scene: Scene,
): Meaning | undefined {
  const { texts, code } = scene.language
  const named = sitesNamedIn(text, tokens, scene)
  const words = maskedWords(text, tokens, named, scene)
  if (!ASKED[code].test(words.replace(HOW_TO, '')) || CODE.test(words)) return undefined
  const login = actions.find(({ name }) => name === 'sites.login')
  if (login === undefined || !scene.permitted.has(login.name))
    return { kind: 'say', text: texts.content.alone }
  const site = siteMeant(named, tokens, scene)
  if (site === undefined && named.length === 0 && isOwnSite(tokens, scene)) {
    const alive = scene.sites.sites.filter(({ state }) => state !== 'deleted')
    return askWhich(
      alive,
      { action: login, input: {} },
      scene,
      `${texts.content.alone} ${texts.content.which}`,
    )
  }
  if (site === undefined) {
    const sample = sampleSite(scene)
    const where = sample === undefined ? '' : ` ${texts.content.where(sample)}`
    return { kind: 'say', text: `${texts.content.alone}${where}` }
  }
  return {
    kind: 'ask',
    text: `${texts.content.alone} ${texts.content.offer(site.title)}`,
    pending: { action: login.name, input: { site: site.name }, isOffer: true },
  }
}

interface Named {
  readonly site: KnownSite
  readonly from: number
  readonly to: number
}

const NAME_TOKENS_MAX = 8

/** Every site that is called by its whole name, the longest names first found. */
function sitesNamedIn(text: string, tokens: readonly Token[], { sites }: Scene): Named[] {
  const found: Named[] = []
  for (let from = 0; from < tokens.length; from += 1)
    for (let to = Math.min(tokens.length, from + NAME_TOKENS_MAX); to > from; to -= 1) {
      const [site, another] = sites.called(textOf(text, tokens.slice(from, to)))
      if (site === undefined || another !== undefined) continue
      found.push({ site, from, to })
      from = to - 1
      break
    }
  return found
}

function maskedWords(
  text: string,
  tokens: readonly Token[],
  named: readonly Named[],
  { language }: Scene,
): string {
  const nameAt = (index: number) => named.find(({ from, to }) => index >= from && index < to)
  let words = ''
  let end = tokens[0]?.start ?? 0
  tokens.forEach((token, index) => {
    // A contraction is several words in one place.
    if (token.start < end) return
    const isMasked = token.quoted !== undefined || nameAt(index) !== undefined
    words += text.slice(end, token.start) + (isMasked ? '§' : text.slice(token.start, token.end))
    end = token.end
  })
  return language
    .fold(words)
    .replace(/§(?:\s*§)+/g, '§')
    .replace(/[.!。！\s]+$/u, '')
}

/** "My site", which tells nothing where there are several. */
function isOwnSite(tokens: readonly Token[], { language }: Scene): boolean {
  return tokens.some((_, from) =>
    [2, 3].some((length) =>
      language.isPointer(
        tokens
          .slice(from, from + length)
          .map(({ word }) => word)
          .join(' '),
      ),
    ),
  )
}

/** "Of the bakery", where one site has that word in its name. */
function partlyNamed(tokens: readonly Token[], { sites, language }: Scene): KnownSite | undefined {
  for (let from = 1; from < tokens.length; from += 1) {
    if (!language.isPlace(tokens[from - 1]?.word ?? '')) continue
    for (let to = Math.min(tokens.length, from + NAME_TOKENS_MAX); to > from; to -= 1) {
      const words = tokens.slice(from, to).map(({ word }) => word)
      // "My site" is no part of "My first site".
      if (language.isPointer(words.join(' '))) break
      const found = sites.resolve(words.join(' '))
      if (found.kind === 'part') return found.site
    }
  }
  return undefined
}

/** "To faster", rather than a page that is called like another site; else the one spoken of, or the only one. */
function siteMeant(named: readonly Named[], tokens: readonly Token[], scene: Scene): KnownSite | undefined {
  const { sites, memory, language } = scene
  const alive = sites.sites.filter(({ state }) => state !== 'deleted')
  const placed = named.filter(({ from }) => language.isPlace(tokens[from - 1]?.word ?? ''))
  const said = placed.at(-1)?.site ?? partlyNamed(tokens, scene) ?? named.at(-1)?.site
  if (said !== undefined) return said
  const focus = alive.find(({ name }) => name === memory.focus)
  return focus ?? (alive.length === 1 ? alive[0] : undefined)
}
