import type { LanguageCode } from '../languages/language.ts'
import type { Phrasing } from './phrasing.ts'

/** The purpose of who wants a site to be faster: why it is slow, and what can be done. */
export const FASTER = 'faster'

const SAY: Readonly<Record<LanguageCode, readonly string[]>> = {
  en: [
    'make {site} faster',
    'make {site} quicker',
    'make {site} load faster',
    'make {site} load quickly',
    'make {site} run faster',
    'get {site} to load faster',
    'speed up {site}',
    'speed {site} up',
    'optimise {site}',
    'optimize {site}',
    'how can I make {site} faster',
    'how do I make {site} faster',
    'how can I speed up {site}',
    'how do I speed up {site}',
    'what can I do to make {site} faster',
    'what would make {site} faster',
    'what can be done about {site} being slow',
    'improve the performance of {site}',
    'improve the speed of {site}',
    'improve the loading time of {site}',
    '{site} should be faster',
    '{site} needs to be faster',
  ],
  de: [
    'mach {site} schneller',
    '{site} schneller machen',
    'beschleunige {site}',
    '{site} beschleunigen',
    'optimiere {site}',
    'wie mache ich {site} schneller',
    'wie wird {site} schneller',
    'wie kann ich {site} schneller machen',
    'was macht {site} schneller',
    '{site} soll schneller werden',
    '{site} soll schneller laden',
    'verbessere die Ladezeit von {site}',
    'verbessere die Geschwindigkeit von {site}',
  ],
  es: [
    'haz {site} más rápido',
    'haz más rápido {site}',
    'haz que {site} sea más rápido',
    'haz que {site} vaya más rápido',
    'haz que {site} cargue más rápido',
    'acelera {site}',
    'acelerar {site}',
    'optimiza {site}',
    'cómo hago {site} más rápido',
    'cómo puedo hacer {site} más rápido',
    'cómo puedo acelerar {site}',
    'quiero que {site} vaya más rápido',
    'mejora la velocidad de {site}',
    'mejora el rendimiento de {site}',
  ],
  fr: [
    'rends {site} plus rapide',
    'accélère {site}',
    'accélérer {site}',
    'optimise {site}',
    'comment rendre {site} plus rapide',
    'comment accélérer {site}',
    'comment je peux accélérer {site}',
    'je veux que {site} soit plus rapide',
    'fais que {site} charge plus vite',
    'améliore la vitesse de {site}',
    'améliore les performances de {site}',
  ],
  ja: [
    '{site} を 速く して',
    '{site} を もっと 速く して',
    '{site} を 早く して',
    '{site} を 高速化 して',
    '{site} の 表示 を 速く して',
    '{site} の 表示速度 を 改善 して',
    '{site} の 速度 を 上げて',
    '{site} を 速く する に は',
    '{site} を 速く したい',
  ],
}

type Slow = Readonly<Record<Exclude<LanguageCode, 'en'>, readonly string[]>>

/** English has these with the other questions of PHP. */
const SLOW_QUERIES: Slow = {
  de: [
    'zeige die langsamen Abfragen von {site}',
    'zeige langsame Abfragen von {site}',
    'zeige die langsamen Datenbankabfragen von {site}',
    'langsame Abfragen von {site}',
    'langsame Datenbankabfragen von {site}',
    'welche Abfragen von {site} sind langsam',
    'welche Datenbankabfragen von {site} sind langsam',
  ],
  es: [
    'muestra las consultas lentas de {site}',
    'muéstrame las consultas lentas de {site}',
    'consultas lentas de {site}',
    'qué consultas de {site} son lentas',
    'qué consultas son lentas en {site}',
  ],
  fr: [
    'montre les requêtes SQL lentes de {site}',
    'requêtes SQL lentes de {site}',
    'montre les requêtes lentes de {site}',
    'requêtes lentes de {site}',
    'montre les requêtes lentes à la base de données de {site}',
    'quelles requêtes SQL de {site} sont lentes',
  ],
  ja: [
    '{site} の 遅い クエリ を 見せて',
    '{site} の 遅い クエリ を 表示 して',
    '{site} の 遅い クエリ',
    '{site} の 遅い クエリ は',
    '{site} の 遅い データベース クエリ を 見せて',
  ],
}

const SLOW_REQUESTS: Slow = {
  de: [
    'zeige die langsamen Anfragen von {site}',
    'zeige langsame Anfragen von {site}',
    'langsame Anfragen von {site}',
    'zeige die langsamen Seiten von {site}',
    'welche Anfragen von {site} sind langsam',
    'welche Seiten von {site} sind langsam',
  ],
  es: [
    'muestra las peticiones lentas de {site}',
    'muéstrame las peticiones lentas de {site}',
    'peticiones lentas de {site}',
    'muestra las páginas lentas de {site}',
    'qué páginas de {site} son lentas',
  ],
  fr: [
    'montre les requêtes HTTP lentes de {site}',
    'requêtes HTTP lentes de {site}',
    'montre les pages lentes de {site}',
    'pages lentes de {site}',
    'quelles pages de {site} sont lentes',
  ],
  ja: [
    '{site} の 遅い リクエスト を 見せて',
    '{site} の 遅い リクエスト を 表示 して',
    '{site} の 遅い リクエスト',
    '{site} の 遅い ページ を 見せて',
    '{site} の どの ページ が 遅い',
  ],
}

export const speedPhrasings = (code: LanguageCode): readonly Phrasing[] => [
  { action: 'insights.site', purpose: FASTER, say: SAY[code] },
  ...(code === 'en'
    ? []
    : [
        { action: 'sites.logs', fixed: { kind: 'slow-query' }, say: SLOW_QUERIES[code] },
        { action: 'sites.logs', fixed: { kind: 'slow-request' }, say: SLOW_REQUESTS[code] },
      ]),
]
