import type { LanguageCode } from './language.ts'

/** How a language says the time ranges of the contract, over folded words; `$1` is an amount or a weekday. */
type Said = readonly (readonly [pattern: RegExp, range: string])[]

const weekdays = (names: string, before: string, since: string): Said =>
  names.split(' ').flatMap((name, index) => {
    const day = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][index] ?? ''
    return [
      [new RegExp(`^${since}${name}$`, 'u'), `since ${day}`],
      [new RegExp(`^${before}${name}$`, 'u'), day],
    ] as const
  })

const DE: Said = [
  [/^heute$/, 'today'],
  [/^gestern$/, 'yesterday'],
  [/^(?:in )?diese[rn]? woche$/, 'this week'],
  [/^(?:in )?(?:der )?(?:letzte[nr]?|vergangene[nr]?|vorige[nr]?) woche$/, 'last week'],
  [/^(?:in |im )?(?:diese[nm]?|aktuellen|laufenden) monat$/, 'this month'],
  [/^(?:im )?(?:letzten|vergangenen|vorigen) monat$/, 'last month'],
  [/^(?:in |wahrend )?(?:den |der )?(?:letzten|vergangenen) (\d+) minuten$/, 'last $1 minutes'],
  [/^(?:in |wahrend )?(?:den |der )?(?:letzten|vergangenen) (\d+) stunden$/, 'last $1 hours'],
  [/^(?:in |wahrend )?(?:den |der )?(?:letzten|vergangenen) (\d+) tagen?$/, 'last $1 days'],
  [/^(?:in |wahrend )?(?:den |der )?(?:letzten|vergangenen) (\d+) wochen$/, 'last $1 weeks'],
  [/^seit heute(?: fruh)?$/, 'today'],
  [/^seit gestern$/, 'since yesterday'],
  [/^seit (?:der )?(?:letzten|voriger|letzter) woche$/, 'since last week'],
  [/^seit (?:dem )?(?:letztem|letzten) monat$/, 'since last month'],
  ...weekdays(
    'sonntag montag dienstag mittwoch donnerstag freitag samstag',
    '(?:am )?(?:letzten )?',
    'seit (?:letztem )?',
  ),
]

const ES: Said = [
  [/^hoy$/, 'today'],
  [/^ayer$/, 'yesterday'],
  [/^(?:en )?esta semana$/, 'this week'],
  [/^(?:en |durante )?(?:la )?(?:semana pasada|ultima semana)$/, 'last week'],
  [/^(?:en )?este mes$/, 'this month'],
  [/^(?:en |durante )?(?:el )?(?:mes pasado|ultimo mes)$/, 'last month'],
  [/^(?:en |durante )?(?:las )?ultimas (\d+) horas$/, 'last $1 hours'],
  [/^(?:en |durante )?(?:los )?ultimos (\d+) minutos$/, 'last $1 minutes'],
  [/^(?:en |durante )?(?:los )?ultimos (\d+) dias$/, 'last $1 days'],
  [/^(?:en |durante )?(?:las )?ultimas (\d+) semanas$/, 'last $1 weeks'],
  [/^desde hoy$/, 'today'],
  [/^desde ayer$/, 'since yesterday'],
  [/^desde (?:la )?semana pasada$/, 'since last week'],
  [/^desde (?:el )?mes pasado$/, 'since last month'],
  ...weekdays('domingo lunes martes miercoles jueves viernes sabado', '(?:el )?', 'desde (?:el )?'),
]

const FR: Said = [
  [/^(?:d )?aujourd ?hui$/, 'today'],
  [/^hier$/, 'yesterday'],
  [/^(?:de )?cette semaine(?: ci)?$/, 'this week'],
  [/^(?:de )?(?:la )?semaine (?:derniere|passee)$/, 'last week'],
  [/^(?:de )?ce mois(?: ?ci)?$/, 'this month'],
  [/^(?:du |le )?mois (?:dernier|passe)$/, 'last month'],
  [
    /^(?:au cours des |pendant les |sur les |dans les |ces |les |des )?(\d+) dernieres minutes$/,
    'last $1 minutes',
  ],
  [
    /^(?:au cours des |pendant les |sur les |dans les |ces |les |des )?(\d+) dernieres heures$/,
    'last $1 hours',
  ],
  [/^(?:au cours des |pendant les |sur les |dans les |ces |les |des )?(\d+) derniers jours$/, 'last $1 days'],
  [
    /^(?:au cours des |pendant les |sur les |dans les |ces |les |des )?(\d+) dernieres semaines$/,
    'last $1 weeks',
  ],
  [/^depuis aujourd ?hui$/, 'today'],
  [/^depuis hier$/, 'since yesterday'],
  [/^depuis (?:la )?semaine derniere$/, 'since last week'],
  [/^depuis (?:le )?mois dernier$/, 'since last month'],
  ...weekdays('dimanche lundi mardi mercredi jeudi vendredi samedi', '(?:le )?', 'depuis (?:le )?'),
]

const JA: Said = [
  [/^(?:今日|本日|きょう)[はにのでも]?$/, 'today'],
  [/^(?:昨日|きのう)[はにのでも]?$/, 'yesterday'],
  [/^今週[はにのでも]?$/, 'this week'],
  [/^先週[はにのでも]?$/, 'last week'],
  [/^今月[はにのでも]?$/, 'this month'],
  [/^先月[はにのでも]?$/, 'last month'],
  [/^(?:過去|直近|ここ)の?(\d+)分間?$/, 'last $1 minutes'],
  [/^(?:過去|直近|ここ)の?(\d+)時間$/, 'last $1 hours'],
  [/^(?:過去|直近|ここ)の?(\d+)日間?$/, 'last $1 days'],
  [/^(?:過去|直近|ここ)の?(\d+)週間?$/, 'last $1 weeks'],
  [/^(?:昨日|きのう)(?:から|以降)$/, 'since yesterday'],
  [/^先週(?:から|以降)$/, 'since last week'],
  [/^先月(?:から|以降)$/, 'since last month'],
  ...weekdays('日曜日? 月曜日? 火曜日? 水曜日? 木曜日? 金曜日? 土曜日?', '', '').filter(
    ([, range]) => !range.startsWith('since'),
  ),
]

const SAID: Readonly<Record<LanguageCode, Said>> = { en: [], de: DE, es: ES, fr: FR, ja: JA }

/** The range as the contract takes it; undefined for what is none in this language. */
export function rangeSaidIn(code: LanguageCode, words: readonly string[]): string | undefined {
  const said = words.join(code === 'ja' ? '' : ' ').replace(/['’-]/g, ' ')
  for (const [pattern, range] of SAID[code]) {
    const match = pattern.exec(said)
    if (match !== null) return range.replace('$1', match[1] ?? '')
  }
  return undefined
}
