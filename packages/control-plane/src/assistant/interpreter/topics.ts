import { TIERS } from '@aipress/contract'
import type { LanguageCode } from './languages/language.ts'

/** What people ask of hosting and AIPress cannot do yet, or what needs no action to be told. */
export interface Topic {
  readonly about: RegExp
  /** A whole answer. */
  readonly answer?: string
  /** A sentence; what is possible instead follows. */
  readonly missing?: string
}

export const PRICES = Object.entries(TIERS)
  .map(([tier, { priceUsdPerMonth, storageGb }]) => `${tier} $${priceUsdPerMonth} (${storageGb} GB)`)
  .join(', ')

/** The same as wp-admin says on its plugin and theme pages. */
const CODE =
  'Plugins, themes and WordPress itself come as releases through AIPress, so that each change can be tested and taken back; they are not installed in wp-admin. Asking for one here is not available yet in this version. Those that a site has are switched on and off in its wp-admin: say "log me in to corner-bakery" for the way there.'

/** Of all languages. */
export const SIGN_OUT: Readonly<Record<LanguageCode, Topic>> = {
  en: {
    about: /^(?:please )?(?:how (?:do|can) i )?(?:log|sign)(?: me| us)? ?(?:out|off)(?: please)?$/,
    answer:
      'You sign out on the page “Account” of the console, and with "aipress logout" in a terminal; nothing changes for your sites. Say "sign out everywhere else" to end your other sessions.',
  },
  de: {
    about:
      /^(?:bitte )?(?:melde? mich (?:bitte )?ab|abmelden|ausloggen|logge? mich aus|wie melde ich mich ab)$/,
    answer:
      'Du meldest dich auf der Seite „Account“ der Konsole ab, im Terminal mit „aipress logout“; an deinen Websites ändert das nichts.',
  },
  es: {
    about: /^(?:cierra(?: mi)? sesion|cerrar(?: mi)? sesion|como cierro(?: la| mi)? sesion|salir)$/,
    answer:
      'La sesión se cierra en la página «Account» de la consola, y en una terminal con «aipress logout»; tus sitios no cambian.',
  },
  fr: {
    about: /^(?:deconnecte[- ]moi|me deconnecter|se deconnecter|comment me deconnecter)$/,
    answer:
      'On se déconnecte sur la page « Account » de la console, et dans un terminal avec « aipress logout » ; rien ne change pour vos sites.',
  },
  ja: {
    about:
      /^(?:ログアウト(?:して(?:ください)?|したい(?:です)?|する)?|サインアウト(?:して(?:ください)?|したい(?:です)?|する)?)$/,
    answer:
      'サインアウトは、コンソールの「Account」のページか、ターミナルの「aipress logout」でできます。サイトには何の変わりもありません。',
  },
}

/** "How do I back it up?", but not "bring it back up" and "is it back up?". */
const BACKUP =
  /(?<!\b(?:bring|brings|put|puts|get|gets|comes?|came|go|goes|went|is|are|be|it|that|them|sites?|now) )\bback ?ups?\b|\bbacking up\b|\bsnapshots?\b|(?<!\b(?:bring|put|get|take|go|come) )\bback(?:ing|ed)? (?:it|that|this|them|everything|(?:my|the|our|all|an?)\b[^.?!]{1,60}|[\w-]+(?: [\w-]+){0,3}) up\b/

/** What there is in their place, as all languages say it. */
export const BACKUPS: Readonly<Record<LanguageCode, string>> = {
  en: 'Backups are not available yet: in this version neither you nor AIPress can back a site up or set it back to an earlier time. There is this much: a deleted site can be brought back for 7 days, and WordPress itself exports posts, pages and comments as a file, in its wp-admin under Tools → Export. Say "log me in to corner-bakery" for the way there.',
  de: 'Sicherungen gibt es noch nicht: In dieser Version kannst weder du noch kann AIPress eine Website sichern oder auf einen früheren Stand bringen. So viel gibt es: Eine gelöschte Website lässt sich 7 Tage lang zurückholen, und WordPress selbst exportiert Beiträge, Seiten und Kommentare als Datei, in seinem wp-admin unter Werkzeuge → Daten exportieren. Mit „melde mich bei corner-bakery an“ kommst du dorthin.',
  es: 'Las copias de seguridad aún no están disponibles: en esta versión ni tú ni AIPress podéis hacer una copia de un sitio ni devolverlo a un momento anterior. Hay esto: un sitio eliminado se puede recuperar durante 7 días, y el propio WordPress exporta entradas, páginas y comentarios como archivo, en su wp-admin, en Herramientas → Exportar. Di «inicia sesión en corner-bakery» para llegar allí.',
  fr: 'Les sauvegardes ne sont pas encore disponibles : dans cette version, ni vous ni AIPress ne pouvez sauvegarder un site ou le ramener à un état antérieur. Il y a ceci : un site supprimé peut être récupéré pendant 7 jours, et WordPress lui-même exporte articles, pages et commentaires dans un fichier, dans son wp-admin sous Outils → Exporter. Dites « connecte-moi à corner-bakery » pour y aller.',
  ja: 'バックアップはまだ使えません。この版では、サイトのバックアップを取ることも、以前の状態に戻すこともできません。できるのは次のことです。削除したサイトは7日以内なら復元できます。また、投稿・固定ページ・コメントは、WordPress自身がファイルに書き出せます（wp-adminの「ツール」→「エクスポート」）。「corner-bakeryにログイン」と言えば、そこへ行けます。',
}

/** What everybody sets for themselves, and never in words that are kept. */
const OWN_SIGN_IN =
  'Your password, passkeys and a second factor are set on the page “Account” of the console, not in the chat, as what is said here is kept.'

/** The first that fits answers. A line goes when its action comes. */
export const TOPICS: readonly Topic[] = [
  SIGN_OUT.en,
  {
    about:
      /\b(passkeys?|security keys?|totp|authenticator)\b|\b(enable|turn on|set up|add|activate|use|disable|turn off)\b.*\b(two[- ]factor|2fa|mfa|second factor)\b|\bmy (own )?password\b/,
    answer: OWN_SIGN_IN,
  },
  {
    about:
      /\b(change|switch|move|put|set|make|get|upgrade|upgrading|downgrade|downgrading|moving|switching|changing)\b.*\b(tiers?|plans?|bronze|silver|gold)\b|\b(downgrad\w+|upgrad\w+)\b(?!.*\b(wordpress|wp|core|php|plugins?|themes?|versions?|everything|everywhere|all)\b)/,
    answer: `A site costs a month: ${PRICES}. Say, for example, "change the tier of corner-bakery to silver".`,
  },
  {
    about:
      /\b(costs?|prices?|pricing|cheap\w*|expensive|how much|which|what|tell|show|list|compare)\b.*\b(tiers?|plans?|bronze|silver|gold|pricing|price list)\b|^(tiers?|plans?|prices?|pricing)$/,
    answer: `A site costs a month: ${PRICES}. Say, for example, "create a silver site called Corner Bakery".`,
  },
  { about: BACKUP, answer: BACKUPS.en },
  {
    about: /^(?!.*\b(?:deleted|removed)\b).*\b(restore|roll ?back|rewind|revert)\b/,
    missing: 'Restoring a site to an earlier time is not available yet.',
  },
  {
    about:
      /\b(un)?install(s|ed|ing)?\b|\b(woocommerce|elementor|jetpack|akismet|yoast|page builder)\b|\b(activate|deactivate|enable|disable|add|upload|change|switch|set|use|edit|delete|remove|update|need|want|buy|get)\b.*\b(plugins?|themes?|extensions?)\b/,
    answer: CODE,
  },
  {
    about: /\b(updates?|upgrade|updating|upgrading)\b/,
    missing: 'Updating WordPress, plugins and themes is not available yet.',
  },
  {
    about: /\b(clone|duplicate|copy|copies|staging|preview|previews|push|pull)\b/,
    missing: 'Cloning and staging are not available yet.',
  },
  {
    about: /\b(certificates?|ssl|tls|https|lets ?encrypt)\b/,
    missing: 'Certificates (SSL, TLS, https) for own domains are not available yet.',
  },
  { about: /\b(purge|clear|flush|empty)\b.*\bcaches?\b/, missing: 'Clearing caches is not available yet.' },
  {
    about: /\b(page ?views|statistics|analytics|referr?ers?)\b/,
    missing: 'Statistics by page and by where visitors come from are not available yet.',
  },
  { about: /\b(sftp|ftp|ssh|git|deploy)\b/, missing: 'SFTP and Git access are not available yet.' },
  {
    about:
      /\b(move|migrate|transfer|take)\b.*\b(to|with) (another|an other|a different|other|different|a new|my old|my new) (host|hosting|hoster|hosts|provider|company)\b/,
    missing: 'Moving a site to another host is not available yet.',
  },
  {
    about: /\b(migrate|import|migration|transfer)\b/,
    missing: 'Moving sites in from elsewhere is not available yet.',
  },
  {
    about: /\b(restart|reboot|recycle)\b|\breload\b.*\b(php|fpm|nginx|mysql|mariadb|redis)\b/,
    missing: 'Restarting parts by hand is not available yet.',
  },
  {
    about: /\bphp\b.*\b(versions?|switch|change|upgrade)\b.*\bto\b|\b(switch|change|set|use)\b.*\bphp\b/,
    answer:
      'Sites run the PHP version of their shard, of which there is one. Say "show the php settings of corner-bakery" to see it, or "set the upload limit of corner-bakery to 128M".',
  },
]
