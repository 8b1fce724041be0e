import { type RankBy, SLOW_MS, type TrafficFigures } from '@aipress/contract'
import { FASTER_TEXTS } from '../faster-texts.ts'
import { amounts, type FigureTexts, rangeNamer, type UsedShare } from './figure-texts.ts'

const { number, many, percent, duration, size, day, minute } = amounts('es')
const sites = (count: number) => many(count, 'un sitio', 'sitios')
const visits = (count: number) => many(count, 'una visita', 'visitas')
const requests = (count: number) => many(count, 'una petición', 'peticiones')
const pages = (count: number) => many(count, 'una página', 'páginas')
const share = ({ used, limit, percent: part }: UsedShare, what: string) =>
  `${used}${limit === undefined ? '' : ` de ${limit}`} ${what} (${percent(part)} %)`

const UNITS = {
  minute: 'últimos $ minutos',
  hour: 'últimas $ horas',
  day: 'últimos $ días',
  week: 'últimas $ semanas',
  month: 'últimos $ meses',
}

const latency = ({ p50Ms, p95Ms, madeByPhp }: TrafficFigures) =>
  p50Ms === undefined || p95Ms === undefined
    ? 'PHP no generó nada'
    : `PHP generó ${pages(madeByPhp)}, la mitad en ${duration(p50Ms)} como mucho, el 95 % en ${duration(p95Ms)} como mucho`

export const SPANISH_FIGURES: FigureTexts = {
  number,
  size,
  day,
  minute,
  range: rangeNamer({
    named: {
      today: 'hoy',
      yesterday: 'ayer',
      'this week': 'esta semana',
      'last week': 'la semana pasada',
      'this month': 'este mes',
      'last month': 'el mes pasado',
    },
    weekdays: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
    last: (amount, unit) => UNITS[unit].replace('$', number(amount)),
    since: (when) => `desde ${when}`,
  }),
  between: (from, to) => `del ${from} al ${to}`,
  time: (range, covered) => `${range} (${covered} UTC)`,
  of: (title, when) => `${title}, ${when}:`,
  source: (source) => `Fuente: ${SOURCES[source]}.`,
  reason(reason) {
    switch (reason.kind) {
      case 'busy-now':
        return 'Ahora mismo todos sus procesos de PHP están ocupados: quien pide una página que no está en la caché espera. Lo que los ocupa se sabe cuando termina; suspender y reanudar el sitio lo termina enseguida.'
      case 'slow-paths': {
        const paths = reason.paths.map(
          ({ path, count, meanMs }) => `${path} (${number(count)} ×, ${duration(meanMs)} de media)`,
        )
        const of = reason.madeByPhp === 0 ? '' : ` de ${number(reason.madeByPhp)}`
        return `${number(reason.count)}${of} páginas tardaron un segundo o más${paths.length === 0 ? '' : `: ${paths.join(', ')}`}.`
      }
      case 'slow-queries':
        return `${many(reason.count, 'Una consulta lenta', 'consultas lentas')} a la base de datos; la más larga tardó ${duration(reason.longestMs)}.`
      case 'php-errors': {
        const which = [
          reason.fatalKinds > 0 && many(reason.fatalKinds, 'uno fatal', 'fatales'),
          reason.newKinds > 0 && many(reason.newKinds, 'uno nuevo', 'nuevos'),
        ].filter(Boolean)
        return `${many(reason.kinds, 'Un tipo', 'tipos')} de errores de PHP${which.length === 0 ? '' : ` (${which.join(', ')})`}.`
      }
      case 'past-the-cache':
        return `Solo el ${percent(reason.hitPercent)} % de sus páginas sale de la caché${reason.most === undefined ? '' : `, casi siempre por esto: «${reason.most.why}» (${number(reason.most.count)} ×)`}.`
      case 'php-time':
        return `PHP tarda ${duration(reason.p50Ms)} o más en una de cada dos páginas; el ${percent(reason.phpTimePercent)} % del tiempo que esperan los visitantes es de PHP.`
    }
  },
  andMore: (more, isLeast) => `… y ${isLeast ? 'más de ' : ''}${number(more)} más.`,
  ranking: {
    none: (by, when, count) => `${NOTHING[by]}, ${when}; ${measured(count)}.`,
    longer: 'Para un tiempo más largo, di «qué sitios fueron lentos en los últimos 7 días».',
    headline(by, { slow, measuredSites, total }, when) {
      switch (by) {
        case 'latency': {
          const found =
            slow === 0 ? 'Ningún sitio es lento' : many(slow, 'Un sitio es lento', 'sitios son lentos')
          return `${found}: el 95 % de lo que generó PHP tardó esto como mucho, ${when}:`
        }
        case 'bandwidth':
          return `Más ancho de banda, de ${size(total.bandwidthBytes)} enviados por ${sites(measuredSites)}, ${when}:`
        case 'visits':
          return `Más visitas, de ${number(total.visits)} a ${sites(measuredSites)}, ${when}:`
        case 'requests':
          return `Más peticiones, de ${number(total.requests)} a ${sites(measuredSites)}, ${when}:`
        case 'cache':
          return `Menos páginas de la caché, ${when}:`
        case 'errors':
          return `Más errores del servidor, ${when}:`
        case 'storage':
          return 'Más almacenamiento:'
        case 'php-errors':
          return `Sitios con errores de PHP, ${when}:`
      }
    },
    value(by, value, { madeByPhp, requests: asked, failedPercent, hitPercent }) {
      switch (by) {
        case 'latency':
          return `${duration(value)} (${pages(madeByPhp)} de PHP)`
        case 'errors':
          return `${number(value)} de ${number(asked)} (${percent(failedPercent ?? 0)} %)`
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
          return many(value, 'un tipo', 'tipos')
      }
    },
  },
  site: {
    nothingAsked: (title, when) => `No se pidió nada de ${title}, ${when}, así que no hay nada que contar.`,
    countsSoon: 'Lo que se pide cuenta en menos de un minuto.',
    summary: (total) =>
      `${visits(total.visits)}, ${requests(total.requests)}, ${many(total.failed, 'una fallida', 'fallidas')}, ${size(total.bandwidthBytes)} enviados${total.hitPercent === undefined ? '' : `, ${percent(total.hitPercent)} % de las páginas de la caché`}; ${latency(total)}.`,
    told: {
      cache: ({ hitPercent, hits, stales, misses, bypasses }) =>
        hitPercent === undefined
          ? 'no se pidió ninguna página.'
          : `el ${percent(hitPercent)} % de las páginas salió de la caché (${number(hits + stales)} de ${number(hits + stales + misses + bypasses)}; ${number(misses)} se generaron de nuevo, ${number(bypasses)} no se podían guardar).`,
      latency: (total) => `${latency(total)}.`,
      errors: ({ failed, failedPercent, requests: asked }) =>
        `fallaron ${number(failed)} de ${number(asked)} peticiones (${percent(failedPercent ?? 0)} %).`,
      visits: (total) => `${visits(total.visits)} con ${requests(total.requests)}.`,
      bandwidth: (total) => `${size(total.bandwidthBytes)} enviados en ${visits(total.visits)}.`,
    },
    before: (summary) => `Antes, en el mismo tiempo: ${summary}`,
    unexplained: 'Nada en los datos lo explica.',
    calm: ({ madeByPhp, p50Ms = 0, p95Ms = 0, hitPercent }) =>
      `Nada fue lento: de ${many(madeByPhp, 'la única página', 'páginas')} que generó PHP, la mitad llegó en ${duration(p50Ms)} como mucho y el 95 % en ${duration(p95Ms)} como mucho; a partir de ${duration(SLOW_MS)} contaría como lento.${hitPercent === undefined ? '' : ` El ${percent(hitPercent)} % de las páginas salió de la caché.`}`,
    calmWithoutPhp: (count) =>
      `Nada fue lento: PHP no generó ninguna página; la caché y los archivos respondieron a ${many(count, 'la única petición', 'peticiones')}.`,
    further: (site, isOfAWeek) =>
      `Para mirar más, di «cómo le ha ido a ${site} en los últimos ${isOfAWeek ? 30 : 7} días», «qué ha cambiado en ${site}» o «muestra las consultas lentas de ${site}».`,
  },
  faster: FASTER_TEXTS.es,
  changes: {
    none: (title, when) => `No se cambió nada en ${title}, ${when}.`,
    some: (title, when) => `Lo que cambió en ${title}, ${when}:`,
    now: (summary) => `Ahora: ${summary}`,
    nothingAsked: 'En este tiempo no se pidió nada.',
    by: (who) => `por ${who}`,
  },
  usage: {
    noSites: 'No tienes sitios, así que no se usa nada.',
    noneOver: 'Ningún sitio supera sus límites.',
    noneNear: 'Ningún sitio ha usado el 80 % o más de uno de sus límites.',
    over: (count) =>
      `${many(count, 'Un sitio supera', 'sitios superan')} un límite; los visitantes se atienden igualmente:`,
    near: (count) => `${many(count, 'Un sitio', 'sitios')} al 80 % o más de un límite:`,
    all: ({ sites: count, storageBytes, bandwidthBytes, visits: visited }) =>
      `${many(count, 'Un sitio', 'sitios')} con ${size(storageBytes)} de almacenamiento; este mes se enviaron ${size(bandwidthBytes)} en ${visits(visited)}:`,
    storage: (used) => share(used, 'de almacenamiento'),
    bandwidth: (used) => share(used, 'de ancho de banda este mes'),
    visits: (used) => share(used, 'visitas este mes'),
    used: (title, tier, shares) => `${title} (${tier}) ha usado: ${shares}.`,
    parts: (media, database) => `Los medios ocupan ${media}, la base de datos ${database}.`,
    noUploads: 'WordPress ya no acepta archivos nuevos.',
    servedAllTheSame: 'Los visitantes se atienden igualmente.',
    larger: (site, tier) =>
      `Para tener más, di «cambia el plan de ${site} a ${tier === 'silver' ? 'plata' : 'oro'}».`,
  },
}

const SOURCES = {
  traffic: 'registros de acceso, sumados por hora y día',
  explained: 'registros de acceso, sumados por hora y día; errores de PHP y consultas lentas',
  storage: 'almacenamiento, medido más o menos cada hora',
  'php-errors': 'registros de errores de PHP de los sitios',
  changes: 'operaciones, registro de auditoría, errores de PHP y registros de acceso',
}

const NOTHING: Readonly<Record<RankBy, string>> = {
  latency: 'Se pidió demasiado poco a PHP para decir qué sitios son lentos',
  errors: 'Ningún sitio respondió con un error del servidor',
  bandwidth: 'No se envió nada',
  visits: 'No hubo visitas',
  requests: 'No hubo peticiones',
  cache: 'Se pidieron muy pocas páginas para decir algo de la caché',
  storage: 'Todavía no se ha medido el almacenamiento de ningún sitio',
  'php-errors': 'PHP no se quejó de nada',
}

const measured = (count: number) =>
  count === 0 ? 'no se pidió nada de ningún sitio' : many(count, 'un sitio medido', 'sitios medidos')
