import { type RankBy, SLOW_MS, type TrafficFigures } from '@aipress/contract'
import { FASTER_TEXTS } from '../faster-texts.ts'
import { amounts, type FigureTexts, rangeNamer, type UsedShare } from './figure-texts.ts'

const { number, many, percent, duration, size, day, minute } = amounts('de')
const sites = (count: number) => many(count, 'eine Website', 'Websites')
const visits = (count: number) => many(count, 'ein Besuch', 'Besuche')
const requests = (count: number) => many(count, 'eine Anfrage', 'Anfragen')
const pages = (count: number) => many(count, 'eine Seite', 'Seiten')
const share = ({ used, limit, percent: part }: UsedShare, what: string) =>
  `${used}${limit === undefined ? '' : ` von ${limit}`} ${what} (${percent(part)} %)`

const UNITS = { minute: 'Minuten', hour: 'Stunden', day: 'Tage', week: 'Wochen', month: 'Monate' }

const latency = ({ p50Ms, p95Ms, madeByPhp }: TrafficFigures) =>
  p50Ms === undefined || p95Ms === undefined
    ? 'PHP hat nichts erzeugt'
    : `PHP hat ${pages(madeByPhp)} erzeugt, die Hälfte in höchstens ${duration(p50Ms)}, 95 % in höchstens ${duration(p95Ms)}`

export const GERMAN_FIGURES: FigureTexts = {
  number,
  size,
  day,
  minute,
  range: rangeNamer({
    named: {
      today: 'heute',
      yesterday: 'gestern',
      'this week': 'diese Woche',
      'last week': 'letzte Woche',
      'this month': 'diesen Monat',
      'last month': 'letzten Monat',
    },
    weekdays: ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'],
    last: (amount, unit) => `letzte ${amount} ${UNITS[unit]}`,
    since: (when) => `seit ${when}`,
  }),
  between: (from, to) => `${from} bis ${to}`,
  time: (range, covered) => `${range} (${covered} UTC)`,
  of: (title, when) => `${title}, ${when}:`,
  source: (source) => `Quelle: ${SOURCES[source]}.`,
  reason(reason) {
    switch (reason.kind) {
      case 'busy-now':
        return 'Gerade jetzt sind alle PHP-Prozesse der Website beschäftigt: Wer eine Seite abruft, die nicht im Cache ist, wartet. Was sie festhält, ist erst zu sehen, wenn es endet; Sperren und Reaktivieren beendet es sofort.'
      case 'slow-paths': {
        const paths = reason.paths.map(
          ({ path, count, meanMs }) => `${path} (${number(count)} ×, im Mittel ${duration(meanMs)})`,
        )
        const of = reason.madeByPhp === 0 ? '' : ` von ${number(reason.madeByPhp)}`
        return `${number(reason.count)}${of} Seiten brauchten eine Sekunde oder länger${paths.length === 0 ? '' : `: ${paths.join(', ')}`}.`
      }
      case 'slow-queries':
        return `${many(reason.count, 'Eine langsame Datenbankabfrage', 'langsame Datenbankabfragen')}, die längste dauerte ${duration(reason.longestMs)}.`
      case 'php-errors': {
        const which = [
          reason.fatalKinds > 0 && `davon ${number(reason.fatalKinds)} fatal`,
          reason.newKinds > 0 && `${number(reason.newKinds)} neu`,
        ].filter(Boolean)
        return `${many(reason.kinds, 'Eine Art', 'Arten')} von PHP-Fehlern${which.length === 0 ? '' : ` (${which.join(', ')})`}.`
      }
      case 'past-the-cache':
        return `Nur ${percent(reason.hitPercent)} % ihrer Seiten kommen aus dem Cache${reason.most === undefined ? '' : `, meist deswegen: „${reason.most.why}“ (${number(reason.most.count)} ×)`}.`
      case 'php-time':
        return `PHP braucht für jede zweite Seite ${duration(reason.p50Ms)} oder länger; ${percent(reason.phpTimePercent)} % der Zeit, die Besucher warten, gehen an PHP.`
    }
  },
  andMore: (more, isLeast) => `… und ${isLeast ? 'mehr als ' : ''}${number(more)} weitere.`,
  ranking: {
    none: (by, when, count) => `${NOTHING[by]}, ${when}; ${measured(count)}.`,
    longer: 'Für eine längere Zeit sag „welche Websites waren in den letzten 7 Tagen langsam“.',
    headline(by, { slow, measuredSites, total }, when) {
      switch (by) {
        case 'latency': {
          const found =
            slow === 0
              ? 'Keine Website ist langsam'
              : `${many(slow, 'Eine Website ist', 'Websites sind')} langsam`
          return `${found}: 95 % dessen, was PHP erzeugte, dauerten höchstens so lange, ${when}:`
        }
        case 'bandwidth':
          return `Am meisten Bandbreite, von ${size(total.bandwidthBytes)} über ${sites(measuredSites)}, ${when}:`
        case 'visits':
          return `Die meisten Besuche, von ${number(total.visits)} auf ${sites(measuredSites)}, ${when}:`
        case 'requests':
          return `Die meisten Anfragen, von ${number(total.requests)} an ${sites(measuredSites)}, ${when}:`
        case 'cache':
          return `Am wenigsten Seiten aus dem Cache, ${when}:`
        case 'errors':
          return `Am meisten Serverfehler, ${when}:`
        case 'storage':
          return 'Am meisten Speicherplatz:'
        case 'php-errors':
          return `Websites mit PHP-Fehlern, ${when}:`
      }
    },
    value(by, value, { madeByPhp, requests: asked, failedPercent, hitPercent }) {
      switch (by) {
        case 'latency':
          return `${duration(value)} (${pages(madeByPhp)} von PHP)`
        case 'errors':
          return `${number(value)} von ${number(asked)} (${percent(failedPercent ?? 0)} %)`
        case 'bandwidth':
        case 'storage':
          return size(value)
        case 'visits':
          return visits(value)
        case 'requests':
          return requests(value)
        case 'cache':
          return `${percent(hitPercent ?? value)} %`
        case 'php-errors':
          return many(value, 'eine Art', 'Arten')
      }
    },
  },
  site: {
    nothingAsked: (title, when) =>
      `${title} wurde nicht abgerufen, ${when}; es gibt also nichts zu berichten.`,
    countsSoon: 'Abrufe zählen innerhalb einer Minute.',
    summary: (total) =>
      `${visits(total.visits)}, ${requests(total.requests)}, ${number(total.failed)} fehlgeschlagen, ${size(total.bandwidthBytes)} übertragen${total.hitPercent === undefined ? '' : `, ${percent(total.hitPercent)} % der Seiten aus dem Cache`}; ${latency(total)}.`,
    told: {
      cache: ({ hitPercent, hits, stales, misses, bypasses }) =>
        hitPercent === undefined
          ? 'keine Seite wurde abgerufen.'
          : `${percent(hitPercent)} % der Seiten kamen aus dem Cache (${number(hits + stales)} von ${number(hits + stales + misses + bypasses)}; ${number(misses)} neu erzeugt, ${number(bypasses)} durften nicht aufbewahrt werden).`,
      latency: (total) => `${latency(total)}.`,
      errors: ({ failed, failedPercent, requests: asked }) =>
        `${number(failed)} von ${number(asked)} Anfragen schlugen fehl (${percent(failedPercent ?? 0)} %).`,
      visits: (total) => `${visits(total.visits)} mit ${many(total.requests, 'einer Anfrage', 'Anfragen')}.`,
      bandwidth: (total) =>
        `${size(total.bandwidthBytes)} übertragen bei ${many(total.visits, 'einem Besuch', 'Besuchen')}.`,
    },
    before: (summary) => `Davor, in ebenso langer Zeit: ${summary}`,
    unexplained: 'In den Daten steht nichts, was das erklärt.',
    calm: ({ madeByPhp, p50Ms = 0, p95Ms = 0, hitPercent }) =>
      `Nichts war langsam: Von ${many(madeByPhp, 'einer Seite', 'Seiten')}, die PHP erzeugte, kam die Hälfte in höchstens ${duration(p50Ms)} und 95 % in höchstens ${duration(p95Ms)}; ab ${duration(SLOW_MS)} gälte es als langsam.${hitPercent === undefined ? '' : ` ${percent(hitPercent)} % der Seiten kamen aus dem Cache.`}`,
    calmWithoutPhp: (count) =>
      `Nichts war langsam: PHP hat keine Seite erzeugt; Cache und Dateien beantworteten ${many(count, 'die eine Anfrage', 'Anfragen')}.`,
    further: (site, isOfAWeek) =>
      `Um weiter nachzusehen, sag „wie lief ${site} in den letzten ${isOfAWeek ? 30 : 7} Tagen“, „was hat sich an ${site} geändert“ oder „zeige die langsamen Abfragen von ${site}“.`,
  },
  faster: FASTER_TEXTS.de,
  changes: {
    none: (title, when) => `An ${title} wurde nichts geändert, ${when}.`,
    some: (title, when) => `Was sich an ${title} geändert hat, ${when}:`,
    now: (summary) => `Jetzt: ${summary}`,
    nothingAsked: 'In dieser Zeit wurde sie nicht abgerufen.',
    by: (who) => `von ${who}`,
  },
  usage: {
    noSites: 'Du hast keine Websites, also wird nichts verbraucht.',
    noneOver: 'Keine Website liegt über ihren Grenzen.',
    noneNear: 'Keine Website hat 80 % oder mehr einer ihrer Grenzen verbraucht.',
    over: (count) => `${sites(count)} über einer Grenze; Besucher werden trotzdem bedient:`,
    near: (count) => `${sites(count)} bei 80 % oder mehr einer Grenze:`,
    all: ({ sites: count, storageBytes, bandwidthBytes, visits: visited }) =>
      `${sites(count)} mit ${size(storageBytes)} Speicherplatz; diesen Monat wurden ${size(bandwidthBytes)} bei ${many(visited, 'einem Besuch', 'Besuchen')} übertragen:`,
    storage: (used) => share(used, 'Speicherplatz'),
    bandwidth: (used) => share(used, 'Bandbreite diesen Monat'),
    visits: (used) => share(used, 'Besuchen diesen Monat'),
    used: (title, tier, shares) => `${title} (${tier}) hat verbraucht: ${shares}.`,
    parts: (media, database) => `Die Medien brauchen ${media}, die Datenbank ${database}.`,
    noUploads: 'WordPress nimmt keine Uploads mehr an.',
    servedAllTheSame: 'Besucher werden trotzdem bedient.',
    larger: (site, tier) =>
      `Für mehr sag „ändere den Tarif von ${site} auf ${tier === 'silver' ? 'Silber' : 'Gold'}“.`,
  },
}

const SOURCES = {
  traffic: 'Zugriffsprotokolle, nach Stunde und Tag summiert',
  explained: 'Zugriffsprotokolle, nach Stunde und Tag summiert; PHP-Fehler und langsame Abfragen',
  storage: 'Speicherplatz, etwa stündlich gemessen',
  'php-errors': 'PHP-Fehlerprotokolle der Websites',
  changes: 'Vorgänge, Audit-Protokoll, PHP-Fehler und Zugriffsprotokolle',
}

const NOTHING: Readonly<Record<RankBy, string>> = {
  latency: 'Von PHP wurde zu wenig verlangt, um zu sagen, welche Websites langsam sind',
  errors: 'Keine Website hat mit einem Serverfehler geantwortet',
  bandwidth: 'Es wurde nichts übertragen',
  visits: 'Es gab keine Besuche',
  requests: 'Es gab keine Anfragen',
  cache: 'Es wurden zu wenige Seiten abgerufen, um etwas über den Cache zu sagen',
  storage: 'Noch ist von keiner Website der Speicherplatz gemessen',
  'php-errors': 'PHP hat sich über nichts beschwert',
}

const measured = (count: number) =>
  count === 0 ? 'keine Website wurde abgerufen' : `${sites(count)} gemessen`
