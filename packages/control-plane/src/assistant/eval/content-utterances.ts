import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const en = utterancesIn('en')
const de = utterancesIn('de')
const es = utterancesIn('es')
const fr = utterancesIn('fr')
const ja = utterancesIn('ja')
const jazz = { focus: 'jazz' }

/** What is on a site's pages: told where it is made, with the way there offered for that very site. */
const ON_JAZZ = /wp-admin.*Blue Note Jazz|Blue Note Jazz.*wp-admin/
const ON_BAKERY = /wp-admin.*Corner Bakery|Corner Bakery.*wp-admin/
const ANYWHERE = /wp-admin/

const ENGLISH: Utterance[] = [
  en.says('add a page called About to corner-bakery', ON_BAKERY, jazz),
  en.says('add a page called Jazz to corner-bakery', ON_BAKERY),
  en.says('new post on jazz: hello', ON_JAZZ),
  en.says('make a menu with Home and Contact', ON_JAZZ, jazz),
  en.says('make a menu with Home, About and Contact', ANYWHERE),
  en.says('write an article about bread on the bakery', ON_BAKERY),
  en.says('publish a blog post on jazz', ON_JAZZ),
  en.says('please add a contact form to the bakery', ON_BAKERY, jazz),
  en.says('change the logo of the bakery', ON_BAKERY, jazz),
  en.says('can you edit the about page of jazz?', ON_JAZZ),
  en.says('upload a photo to jazz', ON_JAZZ),
  en.says('change the background colour', ON_JAZZ, jazz),
  en.says('delete the comments on jazz', ON_JAZZ),
  en.says('create a page called About', ANYWHERE),
  en.says('add a gallery with pictures of our bread', ANYWHERE),
  en.says('install the plugin Yoast on jazz', /come as releases.*wp-admin/),
  en.says('add a theme to my site', /come as releases.*wp-admin/, jazz),
  // What resembles it.
  en.call('create a site called New Post', 'sites.create', { title: 'New Post' }),
  en.call('make a blog called Page by Page', 'sites.create', { title: 'Page by Page' }),
  en.on('show the posts of jazz', 'sites.wp', 'jazz', {
    args: ['post', 'list', '--fields=ID,post_title,post_date,post_status'],
  }),
  en.on('add pages.example.com to jazz', 'hostnames.add', 'jazz', { hostname: 'pages.example.com' }),
  en.call('create a token called page bot', 'tokens.create', { name: 'page bot' }),
  en.on(
    'yes',
    'sites.login',
    'jazz',
    {},
    {
      pending: { action: 'sites.login', input: { site: 'jazz' }, isOffer: true },
    },
  ),
  en.says('no', /did nothing/, {
    pending: { action: 'sites.login', input: { site: 'jazz' }, isOffer: true },
  }),
  en.says('wow', /did not understand/, {
    pending: { action: 'sites.login', input: { site: 'jazz' }, isOffer: true },
  }),
]

const OTHERS: Utterance[] = [
  de.says('füge eine Seite namens Über uns zu jazz hinzu', ON_JAZZ),
  de.says('neuer Beitrag auf jazz: Hallo', ON_JAZZ),
  de.says('mach ein Menü mit Home und Kontakt', ON_JAZZ, jazz),
  de.says('schreib einen Artikel über Brot auf corner-bakery', ON_BAKERY),
  de.says('ändere das Logo von jazz', ON_JAZZ),
  de.says('lade ein Bild auf jazz hoch', ON_JAZZ),
  de.call('erstelle eine Website namens Neuer Beitrag', 'sites.create', { title: 'Neuer Beitrag' }),
  es.says('añade una página llamada Acerca de a jazz', ON_JAZZ),
  es.says('nueva entrada en jazz: hola', ON_JAZZ),
  es.says('haz un menú con Inicio y Contacto', ON_JAZZ, jazz),
  es.says('escribe un artículo sobre el pan en corner-bakery', ON_BAKERY),
  es.says('cambia el logo de jazz', ON_JAZZ),
  es.call('crea un sitio llamado Nueva Entrada', 'sites.create', { title: 'Nueva Entrada' }),
  fr.says('ajoute une page appelée À propos à jazz', ON_JAZZ),
  fr.says('nouvel article sur jazz : bonjour', ON_JAZZ),
  fr.says('fais un menu avec Accueil et Contact', ON_JAZZ, jazz),
  fr.says('écris un article sur le pain sur corner-bakery', ON_BAKERY),
  fr.says('change le logo de jazz', ON_JAZZ),
  fr.call('crée un site appelé Nouvel Article', 'sites.create', { title: 'Nouvel Article' }),
  ja.says('jazzに「会社概要」というページを追加して', ON_JAZZ),
  ja.says('jazzに新しい記事を投稿して', ON_JAZZ),
  ja.says('メニューを作って', ON_JAZZ, jazz),
  ja.says('corner-bakeryのロゴを変えて', ON_BAKERY),
  ja.says('jazzに写真をアップロードして', ON_JAZZ),
  ja.call('「新しい記事」というサイトを作って', 'sites.create', { title: '新しい記事' }),
]

/** What a newcomer says in a row, after the bakery was made. */
const FIRST_HOUR: Utterance[] = [
  de.onIt('Wie ist ihre Adresse?', 'sites.show'),
  de.onIt('Was ist die Adresse?', 'sites.show'),
  de.says('Stelle sie auf gestern 14:05 wieder her', /früheren Stand/, jazz),
  de.says('Stelle den Stand von gestern 14:05 wieder her', /früheren Stand/, jazz),
  es.says('Restáuralo a ayer a las 14:05', /momento anterior/, jazz),
  fr.says('Restaure-le à hier 14:05', /moment antérieur/, jazz),
  ja.onIt('アドレスは何ですか？', 'sites.show'),
  ja.says('昨日14:05の状態に復元して', /以前の時点/, jazz),
  de.on('Stelle lost-pages wieder her', 'sites.undelete', 'lost-pages'),
]

export const CONTENT_UTTERANCES: readonly Utterance[] = [...ENGLISH, ...OTHERS, ...FIRST_HOUR]
