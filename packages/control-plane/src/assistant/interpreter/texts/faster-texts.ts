import { type ReasonKind, TIERS, type Tier } from '@aipress/contract'
import type { LanguageCode } from '../languages/language.ts'

/** What makes a site faster: against each reason that was found, and what helps any site. */
export interface FasterTexts {
  readonly whatCanBeDone: string
  readonly against: Readonly<Record<ReasonKind, (site: string) => string>>
  /** `hitPercent`: of its pages, where any was asked for. */
  cache(site: string, hitPercent: number | undefined): string
  readonly images: string
  plugins(site: string): string
  readonly cron: string
  readonly tiers: Readonly<Record<Tier, (site: string) => string>>
}

const [SILVER, GOLD] = [TIERS.silver.priceUsdPerMonth, TIERS.gold.priceUsdPerMonth]

export const FASTER_TEXTS: Readonly<Record<LanguageCode, FasterTexts>> = {
  en: {
    whatCanBeDone: 'What can be done:',
    against: {
      'busy-now': (site) =>
        `End what keeps its PHP: say "suspend ${site}" and then "resume ${site}", which loses nothing; then see what it was: say "show the slow requests of ${site}".`,
      'slow-paths': (site) => `See what those pages wait for: say "show the slow requests of ${site}".`,
      'slow-queries': (site) =>
        `See which queries are slow, as the plugin that asks them can do without or be replaced: say "show the slow queries of ${site}".`,
      'php-errors': (site) => `Mend what PHP complains about: say "show the php errors of ${site}".`,
      'past-the-cache': () =>
        'Let more pages come from the cache: it is passed for the reason above, often by a cookie of a plugin.',
      'php-time': (site) => `Switch plugins off that take PHP’s time: say "log me in to ${site}".`,
    },
    cache: (site, hitPercent) =>
      hitPercent === undefined
        ? `Page cache: it is on for every site. A page for visitors who are not logged in is made once and then sent without PHP. No page was asked for in this time, so how well it works here is not known yet: look at a few pages, then say "cache hit ratio of ${site}".`
        : `Page cache: it is on, and ${hitPercent} % of the pages came from it. What is for somebody logged in or with a cart is made anew each time.`,
    images:
      'Images: the edge sends them without PHP, so their size is what counts. Make photographs smaller before you upload them.',
    plugins: (site) =>
      `Plugins: each takes time whenever PHP makes a page. Say "which plugins does ${site} have", and switch off in its wp-admin what you do not need.`,
    cron: 'Scheduled work (WP-Cron): nothing to do. AIPress runs it by itself, so no visitor waits for it.',
    tiers: {
      gold: (site) => `${site} is of the highest tier already.`,
      bronze: (site) =>
        `A higher tier: a site of silver has a PHP of its own that is always awake, one of gold its own database server and cache as well ($${SILVER} and $${GOLD} a month): say "change the tier of ${site} to silver".`,
      silver: (site) =>
        `A higher tier: its PHP is its own and always awake already; one of gold has its own database server and cache as well ($${GOLD} a month): say "change the tier of ${site} to gold".`,
    },
  },
  de: {
    whatCanBeDone: 'Das kannst du tun:',
    against: {
      'busy-now': (site) =>
        `Beende, was PHP festhält: sag „sperre ${site}“ und dann „reaktiviere ${site}“; dabei geht nichts verloren.`,
      'slow-paths': (site) =>
        `Sieh nach, worauf diese Seiten warten: „zeige die langsamen Anfragen von ${site}“.`,
      'slow-queries': (site) =>
        `Sieh nach, welche Abfragen langsam sind: „zeige die langsamen Abfragen von ${site}“. Das Plugin dahinter lässt sich oft ersetzen.`,
      'php-errors': (site) => `Behebe, worüber PHP klagt: „zeige die PHP-Fehler von ${site}“.`,
      'past-the-cache': () =>
        'Lass mehr Seiten aus dem Cache kommen: Oft verhindert es der Cookie eines Plugins.',
      'php-time': (site) =>
        `Schalte Plugins aus, die PHP aufhalten: Mit „melde mich bei ${site} an“ kommst du dorthin.`,
    },
    cache: (_site, hitPercent) =>
      hitPercent === undefined
        ? 'Seiten-Cache: Er ist bei jeder Website an. Eine Seite für nicht angemeldete Besucher wird einmal erzeugt und danach ohne PHP gesendet. In dieser Zeit wurde keine Seite abgerufen; wie gut er hier wirkt, zeigt sich erst danach.'
        : `Seiten-Cache: Er ist an, und ${hitPercent} % der Seiten kamen aus ihm. Was für Angemeldete oder mit Warenkorb ist, wird jedes Mal neu erzeugt.`,
    images:
      'Bilder: Sie werden ohne PHP gesendet, also zählt ihre Größe. Verkleinere Fotos, bevor du sie hochlädst.',
    plugins: (site) =>
      `Plugins: Jedes kostet Zeit, wenn PHP eine Seite erzeugt. Schalte im wp-admin aus, was du nicht brauchst; „welche Plugins hat ${site}“ zeigt sie.`,
    cron: 'Geplantes (WP-Cron): Da ist nichts zu tun. AIPress führt es von selbst aus, kein Besucher wartet darauf.',
    tiers: {
      gold: (site) => `${site} hat schon den höchsten Tarif.`,
      bronze: (site) =>
        `Ein höherer Tarif: Bei Silber ist PHP der Website eigen und immer wach, bei Gold sind es auch Datenbankserver und Cache ($${SILVER} und $${GOLD} im Monat): „wechsle den Tarif von ${site} auf Silber“.`,
      silver: (site) =>
        `Ein höherer Tarif: Ihr PHP ist schon ihr eigenes und immer wach; bei Gold sind es auch Datenbankserver und Cache ($${GOLD} im Monat): „wechsle den Tarif von ${site} auf Gold“.`,
    },
  },
  es: {
    whatCanBeDone: 'Esto se puede hacer:',
    against: {
      'busy-now': (site) =>
        `Termina lo que ocupa a PHP: di «suspende ${site}» y después «reanuda ${site}»; no se pierde nada.`,
      'slow-paths': (site) => `Mira a qué esperan esas páginas: «muestra las peticiones lentas de ${site}».`,
      'slow-queries': (site) =>
        `Mira qué consultas son lentas: «muestra las consultas lentas de ${site}». A menudo se puede sustituir el plugin que las hace.`,
      'php-errors': (site) => `Arregla lo que PHP señala: «muestra los errores de PHP de ${site}».`,
      'past-the-cache': () =>
        'Haz que más páginas salgan de la caché: a menudo lo impide la cookie de un plugin.',
      'php-time': (site) => `Desactiva plugins que ocupan a PHP: «inicia sesión en ${site}» te lleva allí.`,
    },
    cache: (_site, hitPercent) =>
      hitPercent === undefined
        ? 'Caché de páginas: está activa en todos los sitios. Una página para visitantes sin sesión se genera una vez y después se envía sin PHP. En este tiempo no se pidió ninguna página, así que aún no se sabe cuánto ayuda aquí.'
        : `Caché de páginas: está activa, y el ${hitPercent} % de las páginas salió de ella. Lo que es para quien tiene sesión o carrito se genera cada vez.`,
    images: 'Imágenes: se envían sin PHP, así que cuenta su tamaño. Reduce las fotos antes de subirlas.',
    plugins: (site) =>
      `Plugins: cada uno lleva tiempo cuando PHP genera una página. Desactiva en el wp-admin lo que no necesites; «qué plugins tiene ${site}» los muestra.`,
    cron: 'Tareas programadas (WP-Cron): no hay nada que hacer. AIPress las ejecuta solo, ningún visitante espera por ellas.',
    tiers: {
      gold: (site) => `${site} ya tiene el plan más alto.`,
      bronze: (site) =>
        `Un plan superior: con plata el PHP del sitio es propio y está siempre despierto, con oro también el servidor de base de datos y la caché ($${SILVER} y $${GOLD} al mes): «cambia el plan de ${site} a plata».`,
      silver: (site) =>
        `Un plan superior: su PHP ya es propio y está siempre despierto; con oro también lo son el servidor de base de datos y la caché ($${GOLD} al mes): «cambia el plan de ${site} a oro».`,
    },
  },
  fr: {
    whatCanBeDone: 'Voici ce qu’on peut faire :',
    against: {
      'busy-now': (site) =>
        `Mettez fin à ce qui occupe PHP : dites « suspends ${site} » puis « réactive ${site} » ; rien n’est perdu.`,
      'slow-paths': (site) => `Voyez ce que ces pages attendent : « montre les pages lentes de ${site} ».`,
      'slow-queries': (site) =>
        `Voyez quelles requêtes sont lentes : « montre les requêtes SQL lentes de ${site} ». L’extension qui les pose peut souvent être remplacée.`,
      'php-errors': (site) => `Corrigez ce que PHP signale : « montre les erreurs PHP de ${site} ».`,
      'past-the-cache': () =>
        'Faites venir plus de pages du cache : c’est souvent le cookie d’une extension qui l’empêche.',
      'php-time': (site) =>
        `Désactivez les extensions qui occupent PHP : « connecte-moi à ${site} » vous y mène.`,
    },
    cache: (_site, hitPercent) =>
      hitPercent === undefined
        ? 'Cache de pages : il est actif pour tous les sites. Une page pour les visiteurs non connectés est faite une fois, puis envoyée sans PHP. Aucune page n’a été demandée pendant ce temps, on ne sait donc pas encore ce qu’il apporte ici.'
        : `Cache de pages : il est actif, et ${hitPercent} % des pages en sont venues. Ce qui est pour une personne connectée ou avec un panier est refait à chaque fois.`,
    images:
      'Images : elles sont envoyées sans PHP, c’est donc leur taille qui compte. Réduisez les photos avant de les téléverser.',
    plugins: (site) =>
      `Extensions : chacune prend du temps quand PHP fait une page. Désactivez dans le wp-admin ce dont vous n’avez pas besoin ; « quelles extensions a ${site} » les montre.`,
    cron: 'Tâches planifiées (WP-Cron) : il n’y a rien à faire. AIPress les exécute de lui-même, aucun visiteur ne les attend.',
    tiers: {
      gold: (site) => `${site} a déjà l’offre la plus élevée.`,
      bronze: (site) =>
        `Une offre supérieure : avec argent, le site a son propre PHP, toujours éveillé, avec or aussi son serveur de base de données et son cache ($${SILVER} et $${GOLD} par mois) : « passe ${site} en argent ».`,
      silver: (site) =>
        `Une offre supérieure : son PHP est déjà le sien et toujours éveillé ; avec or, le serveur de base de données et le cache aussi ($${GOLD} par mois) : « passe ${site} en or ».`,
    },
  },
  ja: {
    whatCanBeDone: 'できることは次のとおりです。',
    against: {
      'busy-now': (site) =>
        `PHPをふさいでいるものを終わらせます。「${site}を停止して」、次に「${site}を再開して」と言ってください。何も失われません。`,
      'slow-paths': (site) => `そのページが何を待っているかを調べます：「${site}の遅いリクエストを見せて」`,
      'slow-queries': (site) =>
        `どのクエリが遅いかを調べます：「${site}の遅いクエリを見せて」。それを出すプラグインは置き換えられることが多いです。`,
      'php-errors': (site) => `PHPのエラーを直します：「${site}のPHPエラーを見せて」`,
      'past-the-cache': () =>
        'もっと多くのページをキャッシュから出せるようにします。プラグインのCookieが妨げていることが多いです。',
      'php-time': (site) => `PHPの時間を使うプラグインを無効にします：「${site}にログイン」`,
    },
    cache: (_site, hitPercent) =>
      hitPercent === undefined
        ? 'ページキャッシュ：どのサイトでも有効です。ログインしていない訪問者へのページは一度だけ作られ、その後はPHPなしで送られます。この期間に見られたページはないので、効果はまだ分かりません。'
        : `ページキャッシュ：有効で、ページの${hitPercent}%がキャッシュから送られました。ログイン中やカートのあるページは毎回作られます。`,
    images: '画像：PHPなしで送られるので、大きさが問題です。写真は小さくしてからアップロードしてください。',
    plugins: (site) =>
      `プラグイン：PHPがページを作るたびに時間がかかります。不要なものはwp-adminで無効にしてください。「${site}のプラグインを見せて」で一覧が出ます。`,
    cron: '予約された処理（WP-Cron）：することはありません。AIPressが自分で実行するので、訪問者は待ちません。',
    tiers: {
      gold: (site) => `${site}はすでに最上位のプランです。`,
      bronze: (site) =>
        `上のプラン：シルバーでは常に動いている専用のPHPが、ゴールドではさらに専用のデータベースサーバーとキャッシュが付きます（月$${SILVER}と$${GOLD}）：「${site}のプランをシルバーに変更して」`,
      silver: (site) =>
        `上のプラン：PHPはすでに専用です。ゴールドではさらに専用のデータベースサーバーとキャッシュが付きます（月$${GOLD}）：「${site}のプランをゴールドに変更して」`,
    },
  },
}
