import { type RankBy, SLOW_MS, type TrafficFigures } from '@aipress/contract'
import { FASTER_TEXTS } from '../faster-texts.ts'
import { amounts, type FigureTexts, rangeNamer, type UsedShare } from './figure-texts.ts'

const { number, percent, duration, size, day, minute } = amounts('fr', {
  GB: 'Go',
  MB: 'Mo',
  kB: 'ko',
  B: 'o',
})
/** None takes the singular too. */
const many = (count: number, one: string, singular: string, plural: string) =>
  count === 1 ? one : `${number(count)} ${count === 0 ? singular : plural}`
const sites = (count: number) => many(count, 'un site', 'site', 'sites')
const visits = (count: number) => many(count, 'une visite', 'visite', 'visites')
const requests = (count: number) => many(count, 'une requête', 'requête', 'requêtes')
const pages = (count: number) => many(count, 'une page', 'page', 'pages')
const share = ({ used, limit, percent: part }: UsedShare, what: string) =>
  `${used}${limit === undefined ? '' : ` sur ${limit}`} ${what} (${percent(part)} %)`

const UNITS = {
  minute: '$ dernières minutes',
  hour: '$ dernières heures',
  day: '$ derniers jours',
  week: '$ dernières semaines',
  month: '$ derniers mois',
}

const latency = ({ p50Ms, p95Ms, madeByPhp }: TrafficFigures) =>
  p50Ms === undefined || p95Ms === undefined
    ? 'PHP n’a rien fait'
    : `PHP a fait ${pages(madeByPhp)}, la moitié en ${duration(p50Ms)} au plus, 95 % en ${duration(p95Ms)} au plus`

export const FRENCH_FIGURES: FigureTexts = {
  number,
  size,
  day,
  minute,
  range: rangeNamer({
    named: {
      today: 'aujourd’hui',
      yesterday: 'hier',
      'this week': 'cette semaine',
      'last week': 'la semaine dernière',
      'this month': 'ce mois-ci',
      'last month': 'le mois dernier',
    },
    weekdays: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
    last: (amount, unit) => UNITS[unit].replace('$', number(amount)),
    since: (when) => `depuis ${when}`,
  }),
  between: (from, to) => `du ${from} au ${to}`,
  time: (range, covered) => `${range} (${covered} UTC)`,
  of: (title, when) => `${title}, ${when} :`,
  source: (source) => `Source : ${SOURCES[source]}.`,
  reason(reason) {
    switch (reason.kind) {
      case 'busy-now':
        return 'En ce moment, tous ses processus PHP sont occupés : qui demande une page absente du cache attend. Ce qui les occupe se voit une fois terminé ; suspendre puis réactiver le site y met fin aussitôt.'
      case 'slow-paths': {
        const paths = reason.paths.map(
          ({ path, count, meanMs }) => `${path} (${number(count)} ×, ${duration(meanMs)} en moyenne)`,
        )
        const of = reason.madeByPhp === 0 ? '' : ` sur ${number(reason.madeByPhp)}`
        return `Pages qui ont pris une seconde ou plus : ${number(reason.count)}${of}${paths.length === 0 ? '' : `, dont ${paths.join(', ')}`}.`
      }
      case 'slow-queries':
        return `${many(reason.count, 'Une requête lente', 'requête lente', 'requêtes lentes')} à la base de données ; la plus longue a pris ${duration(reason.longestMs)}.`
      case 'php-errors': {
        const which = [
          reason.fatalKinds > 0 && `${number(reason.fatalKinds)} fatal${reason.fatalKinds > 1 ? 's' : ''}`,
          reason.newKinds > 0 && `${number(reason.newKinds)} nouveau${reason.newKinds > 1 ? 'x' : ''}`,
        ].filter(Boolean)
        return `${many(reason.kinds, 'Un type', 'type', 'types')} d’erreurs PHP${which.length === 0 ? '' : ` (${which.join(', ')})`}.`
      }
      case 'past-the-cache':
        return `Seulement ${percent(reason.hitPercent)} % de ses pages viennent du cache${reason.most === undefined ? '' : `, le plus souvent pour cette raison : « ${reason.most.why} » (${number(reason.most.count)} ×)`}.`
      case 'php-time':
        return `PHP prend ${duration(reason.p50Ms)} ou plus pour une page sur deux ; ${percent(reason.phpTimePercent)} % du temps que les visiteurs attendent va à PHP.`
    }
  },
  andMore: (more, isLeast) => `… et ${isLeast ? 'plus de ' : ''}${number(more)} autres.`,
  ranking: {
    none: (by, when, count) => `${NOTHING[by]}, ${when} ; ${measured(count)}.`,
    longer: 'Pour une durée plus longue, dites « quels sites étaient lents ces 7 derniers jours ».',
    headline(by, { slow, measuredSites, total }, when) {
      switch (by) {
        case 'latency': {
          const found =
            slow === 0
              ? 'Aucun site n’est lent'
              : many(slow, 'Un site est lent', 'site est lent', 'sites sont lents')
          return `${found} : 95 % de ce que PHP a fait n’a pas pris plus que cela, ${when} :`
        }
        case 'bandwidth':
          return `Le plus de bande passante, sur ${size(total.bandwidthBytes)} envoyés par ${sites(measuredSites)}, ${when} :`
        case 'visits':
          return `Le plus de visites, sur ${number(total.visits)} pour ${sites(measuredSites)}, ${when} :`
        case 'requests':
          return `Le plus de requêtes, sur ${number(total.requests)} pour ${sites(measuredSites)}, ${when} :`
        case 'cache':
          return `Le moins de pages venues du cache, ${when} :`
        case 'errors':
          return `Le plus d’erreurs du serveur, ${when} :`
        case 'storage':
          return 'Le plus d’espace :'
        case 'php-errors':
          return `Sites avec des erreurs PHP, ${when} :`
      }
    },
    value(by, value, { madeByPhp, requests: asked, failedPercent, hitPercent }) {
      switch (by) {
        case 'latency':
          return `${duration(value)} (${pages(madeByPhp)} de PHP)`
        case 'errors':
          return `${number(value)} sur ${number(asked)} (${percent(failedPercent ?? 0)} %)`
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
          return many(value, 'un type', 'type', 'types')
      }
    },
  },
  site: {
    nothingAsked: (title, when) => `Rien n’a été demandé à ${title}, ${when} ; il n’y a donc rien à en dire.`,
    countsSoon: 'Ce qui est demandé compte en moins d’une minute.',
    summary: (total) =>
      `${visits(total.visits)}, ${requests(total.requests)}, dont ${number(total.failed)} en échec, ${size(total.bandwidthBytes)} envoyés${total.hitPercent === undefined ? '' : `, ${percent(total.hitPercent)} % des pages venues du cache`} ; ${latency(total)}.`,
    told: {
      cache: ({ hitPercent, hits, stales, misses, bypasses }) =>
        hitPercent === undefined
          ? 'aucune page n’a été demandée.'
          : `${percent(hitPercent)} % des pages sont venues du cache (${number(hits + stales)} sur ${number(hits + stales + misses + bypasses)} ; pages refaites : ${number(misses)}, pages qui ne pouvaient pas être gardées : ${number(bypasses)}).`,
      latency: (total) => `${latency(total)}.`,
      errors: ({ failed, failedPercent, requests: asked }) =>
        `${number(failed)} sur ${requests(asked)} en échec (${percent(failedPercent ?? 0)} %).`,
      visits: (total) => `${visits(total.visits)} avec ${requests(total.requests)}.`,
      bandwidth: (total) => `${size(total.bandwidthBytes)} envoyés en ${visits(total.visits)}.`,
    },
    before: (summary) => `Avant, sur la même durée : ${summary}`,
    unexplained: 'Rien dans les données ne l’explique.',
    calm: ({ madeByPhp, p50Ms = 0, p95Ms = 0, hitPercent }) =>
      `Rien n’a été lent : PHP a fait ${pages(madeByPhp)}, dont la moitié en ${duration(p50Ms)} au plus et 95 % en ${duration(p95Ms)} au plus ; à partir de ${duration(SLOW_MS)}, ce serait lent.${hitPercent === undefined ? '' : ` ${percent(hitPercent)} % des pages sont venues du cache.`}`,
    calmWithoutPhp: (count) =>
      `Rien n’a été lent : PHP n’a fait aucune page ; le cache et les fichiers ont répondu à ${many(count, 'la seule requête', 'requête', 'requêtes')}.`,
    further: (site, isOfAWeek) =>
      `Pour en voir plus, dites « comment allait ${site} ces ${isOfAWeek ? 30 : 7} derniers jours », « qu’est-ce qui a changé sur ${site} » ou « montre les requêtes SQL lentes de ${site} ».`,
  },
  faster: FASTER_TEXTS.fr,
  changes: {
    none: (title, when) => `Rien n’a été changé sur ${title}, ${when}.`,
    some: (title, when) => `Ce qui a changé sur ${title}, ${when} :`,
    now: (summary) => `Maintenant : ${summary}`,
    nothingAsked: 'Rien ne lui a été demandé pendant ce temps.',
    by: (who) => `par ${who}`,
  },
  usage: {
    noSites: 'Vous n’avez pas de site, donc rien n’est utilisé.',
    noneOver: 'Aucun site ne dépasse ses limites.',
    noneNear: 'Aucun site n’a utilisé 80 % ou plus d’une de ses limites.',
    over: (count) =>
      `${many(count, 'Un site dépasse', 'site dépasse', 'sites dépassent')} une limite ; les visiteurs sont servis quand même :`,
    near: (count) => `${many(count, 'Un site', 'site', 'sites')} à 80 % ou plus d’une limite :`,
    all: ({ sites: count, storageBytes, bandwidthBytes, visits: visited }) =>
      `${many(count, 'Un site', 'site', 'sites')} avec ${size(storageBytes)} d’espace utilisé ; ce mois-ci, ${size(bandwidthBytes)} envoyés en ${visits(visited)} :`,
    storage: (used) => share(used, 'd’espace'),
    bandwidth: (used) => share(used, 'de bande passante ce mois-ci'),
    visits: (used) => share(used, 'visites ce mois-ci'),
    used: (title, tier, shares) => `${title} (${tier}) a utilisé : ${shares}.`,
    parts: (media, database) => `Les médias prennent ${media}, la base de données ${database}.`,
    noUploads: 'WordPress n’accepte plus de fichiers.',
    servedAllTheSame: 'Les visiteurs sont servis quand même.',
    larger: (site, tier) =>
      `Pour en avoir plus, dites « passe ${site} en ${tier === 'silver' ? 'argent' : 'or'} ».`,
  },
}

const SOURCES = {
  traffic: 'journaux d’accès, additionnés par heure et par jour',
  explained:
    'journaux d’accès, additionnés par heure et par jour ; erreurs PHP et requêtes lentes à la base de données',
  storage: 'espace utilisé, mesuré environ chaque heure',
  'php-errors': 'journaux d’erreurs PHP des sites',
  changes: 'opérations, journal d’audit, erreurs PHP et journaux d’accès',
}

const NOTHING: Readonly<Record<RankBy, string>> = {
  latency: 'Trop peu a été demandé à PHP pour dire quels sites sont lents',
  errors: 'Aucun site n’a répondu par une erreur du serveur',
  bandwidth: 'Rien n’a été envoyé',
  visits: 'Il n’y a eu aucune visite',
  requests: 'Il n’y a eu aucune requête',
  cache: 'Trop peu de pages ont été demandées pour dire quoi que ce soit du cache',
  storage: 'L’espace utilisé n’a encore été mesuré pour aucun site',
  'php-errors': 'PHP ne s’est plaint de rien',
}

const measured = (count: number) =>
  count === 0
    ? 'rien n’a été demandé à aucun site'
    : many(count, 'un site mesuré', 'site mesuré', 'sites mesurés')
