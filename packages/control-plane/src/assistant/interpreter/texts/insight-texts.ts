import type { ReasonKind, TrafficFigures } from '@aipress/contract'
import type { LanguageCode } from '../languages/language.ts'

/** How a site has done, in one language; English is with the descriptions. Amounts come with their units. */
export interface InsightTexts {
  nothing(title: string, time: string): string
  time(from: string, to: string): string
  figures(total: TrafficFigures, sent: string): string
  /** Of what PHP made: half within the first, 95 % within the second. */
  latency(pages: number, half: string, most: string): string
  readonly notSlow: string
  found(reasons: readonly string[]): string
  readonly reasons: Readonly<Record<ReasonKind, string>>
  source(of: string): string
}

export const INSIGHT_TEXTS: Readonly<Record<Exclude<LanguageCode, 'en'>, InsightTexts>> = {
  de: {
    nothing: (title, time) =>
      `Von ${title} wurde nichts abgerufen (${time}), also wurde auch nichts gemessen, was langsam ist.`,
    time: (from, to) => `${from} bis ${to} UTC`,
    figures: ({ visits, requests, failed, hitPercent }, sent) =>
      `${visits} Besuche, ${requests} Anfragen, davon ${failed} fehlgeschlagen, ${sent} gesendet${hitPercent === undefined ? '' : `, ${hitPercent} % der Seiten aus dem Cache`}.`,
    latency: (pages, half, most) =>
      `PHP erzeugte ${pages} Seiten, die Hälfte in höchstens ${half}, 95 % in höchstens ${most}.`,
    notSlow: 'Nichts war langsam.',
    found: (reasons) => `Das fällt auf: ${reasons.join(', ')}.`,
    reasons: {
      'busy-now': 'gerade jetzt sind alle PHP-Prozesse beschäftigt, neue Seiten warten',
      'slow-paths': 'Seiten, die eine Sekunde oder länger brauchten',
      'slow-queries': 'langsame Abfragen der Datenbank',
      'php-errors': 'PHP-Fehler',
      'past-the-cache': 'wenige Seiten kommen aus dem Cache',
      'php-time': 'PHP braucht fast die ganze Zeit',
    },
    source: (of) => `Quelle: ${of}.`,
  },
  es: {
    nothing: (title, time) =>
      `No se pidió nada de ${title} (${time}), así que no se midió nada que sea lento.`,
    time: (from, to) => `de ${from} a ${to} UTC`,
    figures: ({ visits, requests, failed, hitPercent }, sent) =>
      `${visits} visitas, ${requests} peticiones, ${failed} fallidas, ${sent} enviados${hitPercent === undefined ? '' : `, ${hitPercent} % de las páginas de la caché`}.`,
    latency: (pages, half, most) =>
      `PHP generó ${pages} páginas, la mitad en ${half} como mucho, el 95 % en ${most} como mucho.`,
    notSlow: 'Nada fue lento.',
    found: (reasons) => `Llama la atención: ${reasons.join(', ')}.`,
    reasons: {
      'busy-now': 'ahora mismo todos sus procesos de PHP están ocupados y las páginas nuevas esperan',
      'slow-paths': 'páginas que tardaron un segundo o más',
      'slow-queries': 'consultas lentas a la base de datos',
      'php-errors': 'errores de PHP',
      'past-the-cache': 'pocas páginas salen de la caché',
      'php-time': 'casi todo el tiempo es de PHP',
    },
    source: (of) => `Fuente: ${of}.`,
  },
  fr: {
    nothing: (title, time) => `Rien n’a été demandé à ${title} (${time}), rien de lent n’a donc été mesuré.`,
    time: (from, to) => `du ${from} au ${to} UTC`,
    figures: ({ visits, requests, failed, hitPercent }, sent) =>
      `${visits} visites, ${requests} requêtes, dont ${failed} en échec, ${sent} envoyés${hitPercent === undefined ? '' : `, ${hitPercent} % des pages venues du cache`}.`,
    latency: (pages, half, most) =>
      `PHP a fait ${pages} pages, la moitié en ${half} au plus, 95 % en ${most} au plus.`,
    notSlow: 'Rien n’a été lent.',
    found: (reasons) => `On remarque : ${reasons.join(', ')}.`,
    reasons: {
      'busy-now': 'en ce moment tous ses processus PHP sont occupés et les nouvelles pages attendent',
      'slow-paths': 'des pages qui ont pris une seconde ou plus',
      'slow-queries': 'des requêtes lentes à la base de données',
      'php-errors': 'des erreurs PHP',
      'past-the-cache': 'peu de pages viennent du cache',
      'php-time': 'PHP prend presque tout le temps',
    },
    source: (of) => `Source : ${of}.`,
  },
  ja: {
    nothing: (title, time) => `${title}へのアクセスはなく（${time}）、遅いものは何も測定されていません。`,
    time: (from, to) => `${from}〜${to} UTC`,
    figures: ({ visits, requests, failed, hitPercent }, sent) =>
      `訪問${visits}件、リクエスト${requests}件（失敗${failed}件）、送信${sent}${hitPercent === undefined ? '' : `、キャッシュからのページ${hitPercent}%`}。`,
    latency: (pages, half, most) =>
      `PHPが作ったページは${pages}件、半分は${half}以内、95%は${most}以内でした。`,
    notSlow: '遅いものはありませんでした。',
    found: (reasons) => `目立つ点：${reasons.join('、')}。`,
    reasons: {
      'busy-now': '今はPHPのプロセスがすべて使用中で、新しいページは待たされています',
      'slow-paths': '1秒以上かかったページ',
      'slow-queries': '遅いデータベースの問い合わせ',
      'php-errors': 'PHPのエラー',
      'past-the-cache': 'キャッシュから出るページが少ない',
      'php-time': '時間のほとんどをPHPが使っている',
    },
    source: (of) => `出典：${of}。`,
  },
}
