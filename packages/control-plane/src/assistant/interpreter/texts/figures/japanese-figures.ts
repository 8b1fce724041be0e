import { type RankBy, SLOW_MS, type TrafficFigures } from '@aipress/contract'
import { FASTER_TEXTS } from '../faster-texts.ts'
import { amounts, type FigureTexts, rangeNamer, type UsedShare } from './figure-texts.ts'

const { number, percent, duration, size, day, minute } = amounts('ja', { ms: 'ミリ秒', s: '秒' })
const share = (what: string, { used, limit, percent: part }: UsedShare) =>
  `${what}${used}${limit === undefined ? '' : `／${limit}`}（${percent(part)}%）`

const UNITS = { minute: '分間', hour: '時間', day: '日間', week: '週間', month: 'か月' }

const latency = ({ p50Ms, p95Ms, madeByPhp }: TrafficFigures) =>
  p50Ms === undefined || p95Ms === undefined
    ? 'PHPが作ったページはありません'
    : `PHPが作ったページは${number(madeByPhp)}件、半分は${duration(p50Ms)}以内、95%は${duration(p95Ms)}以内でした`

export const JAPANESE_FIGURES: FigureTexts = {
  number,
  size,
  day,
  minute,
  range: rangeNamer({
    named: {
      today: '今日',
      yesterday: '昨日',
      'this week': '今週',
      'last week': '先週',
      'this month': '今月',
      'last month': '先月',
    },
    weekdays: ['日曜日', '月曜日', '火曜日', '水曜日', '木曜日', '金曜日', '土曜日'],
    last: (amount, unit) => `過去${number(amount)}${UNITS[unit]}`,
    since: (when) => `${when}から`,
  }),
  between: (from, to) => `${from}〜${to}`,
  time: (range, covered) => `${range}、${covered} UTC`,
  of: (title, when) => `${title}（${when}）：`,
  source: (source) => `出典：${SOURCES[source]}。`,
  reason(reason) {
    switch (reason.kind) {
      case 'busy-now':
        return '今はPHPのプロセスがすべて使用中で、キャッシュにないページは待たされています。原因は終わったあとに分かります。サイトを停止して再開すると、すぐに終わります。'
      case 'slow-paths': {
        const paths = reason.paths.map(
          ({ path, count, meanMs }) => `${path}（${number(count)}回、平均${duration(meanMs)}）`,
        )
        const of = reason.madeByPhp === 0 ? '' : `${number(reason.madeByPhp)}件中`
        return `1秒以上かかったページは${of}${number(reason.count)}件です${paths.length === 0 ? '' : `：${paths.join('、')}`}。`
      }
      case 'slow-queries':
        return `データベースの遅いクエリが${number(reason.count)}件、最長は${duration(reason.longestMs)}でした。`
      case 'php-errors': {
        const which = [
          reason.fatalKinds > 0 && `致命的${number(reason.fatalKinds)}種類`,
          reason.newKinds > 0 && `新しいもの${number(reason.newKinds)}種類`,
        ].filter(Boolean)
        return `PHPのエラーが${number(reason.kinds)}種類あります${which.length === 0 ? '' : `（${which.join('、')}）`}。`
      }
      case 'past-the-cache':
        return `キャッシュから出たページは${percent(reason.hitPercent)}%だけです${reason.most === undefined ? '' : `。最も多い理由は「${reason.most.why}」（${number(reason.most.count)}回）です`}。`
      case 'php-time':
        return `ページの半分でPHPが${duration(reason.p50Ms)}以上かかり、訪問者が待つ時間の${percent(reason.phpTimePercent)}%はPHPです。`
    }
  },
  andMore: (more, isLeast) => `…ほか${number(more)}件${isLeast ? '以上' : ''}。`,
  ranking: {
    none: (by, when, count) => `${NOTHING[by]}（${when}、${measured(count)}）。`,
    longer: 'もっと長い期間を見るには「過去7日間に遅かったサイトは」と言ってください。',
    headline(by, { slow, measuredSites, total }, when) {
      const all = `${number(measuredSites)}件のサイトの合計`
      switch (by) {
        case 'latency': {
          const found = slow === 0 ? '遅いサイトはありません' : `遅いサイトは${number(slow)}件です`
          return `${found}。PHPが作ったものの95%がこの時間以内でした。${when}`
        }
        case 'bandwidth':
          return `転送量の多いサイト（${all}${size(total.bandwidthBytes)}）。${when}`
        case 'visits':
          return `訪問の多いサイト（${all}${number(total.visits)}件）。${when}`
        case 'requests':
          return `リクエストの多いサイト（${all}${number(total.requests)}件）。${when}`
        case 'cache':
          return `キャッシュから出るページが少ないサイト。${when}`
        case 'errors':
          return `サーバーエラーの多いサイト。${when}`
        case 'storage':
          return 'ストレージを多く使うサイト'
        case 'php-errors':
          return `PHPのエラーがあるサイト。${when}`
      }
    },
    value(by, value, { madeByPhp, requests, failedPercent, hitPercent }) {
      switch (by) {
        case 'latency':
          return `${duration(value)}（PHPが作ったページ${number(madeByPhp)}件）`
        case 'errors':
          return `${number(requests)}件中${number(value)}件（${percent(failedPercent ?? 0)}%）`
        case 'bandwidth':
        case 'storage':
          return size(value)
        case 'visits':
        case 'requests':
          return `${number(value)}件`
        case 'cache':
          return `${percent(hitPercent ?? value)}%`
        case 'php-errors':
          return `${number(value)}種類`
      }
    },
  },
  site: {
    nothingAsked: (title, when) => `${title}へのアクセスはなく（${when}）、お伝えできることはありません。`,
    countsSoon: 'アクセスは1分以内に集計されます。',
    summary: (total) =>
      `訪問${number(total.visits)}件、リクエスト${number(total.requests)}件（失敗${number(total.failed)}件）、送信${size(total.bandwidthBytes)}${total.hitPercent === undefined ? '' : `、キャッシュからのページ${percent(total.hitPercent)}%`}。${latency(total)}。`,
    told: {
      cache: ({ hitPercent, hits, stales, misses, bypasses }) =>
        hitPercent === undefined
          ? '見られたページはありません。'
          : `ページの${percent(hitPercent)}%がキャッシュから出ました（${number(hits + stales + misses + bypasses)}件中${number(hits + stales)}件。${number(misses)}件は新しく作られ、${number(bypasses)}件は保存できないページでした）。`,
      latency: (total) => `${latency(total)}。`,
      errors: ({ failed, failedPercent, requests }) =>
        `リクエスト${number(requests)}件中${number(failed)}件が失敗しました（${percent(failedPercent ?? 0)}%）。`,
      visits: ({ visits, requests }) => `訪問${number(visits)}件、リクエスト${number(requests)}件です。`,
      bandwidth: ({ bandwidthBytes, visits }) =>
        `訪問${number(visits)}件で${size(bandwidthBytes)}を送信しました。`,
    },
    before: (summary) => `その前の同じ長さの期間：${summary}`,
    unexplained: 'データからは理由が分かりません。',
    calm: ({ madeByPhp, p50Ms = 0, p95Ms = 0, hitPercent }) =>
      `遅いものはありませんでした。PHPが作ったページ${number(madeByPhp)}件のうち、半分は${duration(p50Ms)}以内、95%は${duration(p95Ms)}以内でした。${duration(SLOW_MS)}からが遅いとされます。${hitPercent === undefined ? '' : `ページの${percent(hitPercent)}%がキャッシュから出ました。`}`,
    calmWithoutPhp: (count) =>
      `遅いものはありませんでした。PHPが作ったページはなく、リクエスト${number(count)}件にはキャッシュとファイルが応答しました。`,
    further: (site, isOfAWeek) =>
      `さらに調べるには「過去${isOfAWeek ? 30 : 7}日間の${site}はどう」「${site}で何が変わった」「${site}の遅いクエリを見せて」と言ってください。`,
  },
  faster: FASTER_TEXTS.ja,
  changes: {
    none: (title, when) => `${title}に変更はありません（${when}）。`,
    some: (title, when) => `${title}の変更です（${when}）。`,
    now: (summary) => `現在：${summary}`,
    nothingAsked: 'この期間にアクセスはありませんでした。',
    by: (who) => `（${who}）`,
  },
  usage: {
    noSites: 'サイトがないので、何も使われていません。',
    noneOver: '上限を超えたサイトはありません。',
    noneNear: '上限の80%以上を使ったサイトはありません。',
    over: (count) => `上限を超えたサイトは${number(count)}件です。訪問者にはこれまでどおり表示されます。`,
    near: (count) => `上限の80%以上のサイトは${number(count)}件です。`,
    all: ({ sites, storageBytes, bandwidthBytes, visits }) =>
      `サイト${number(sites)}件、ストレージ${size(storageBytes)}。今月は訪問${number(visits)}件で${size(bandwidthBytes)}を送信しました。`,
    storage: (used) => share('ストレージ', used),
    bandwidth: (used) => share('今月の転送量', used),
    visits: (used) => share('今月の訪問', used),
    used: (title, tier, shares) => `${title}（${tier}）の使用量：${shares}。`,
    parts: (media, database) => `内訳はメディア${media}、データベース${database}です。`,
    noUploads: 'WordPressへの新しいアップロードはできません。',
    servedAllTheSame: '訪問者にはこれまでどおり表示されます。',
    larger: (site, tier) =>
      `増やすには「${site}のプランを${tier === 'silver' ? 'シルバー' : 'ゴールド'}に変更して」と言ってください。`,
  },
}

const SOURCES = {
  traffic: 'アクセスログ（時間別・日別の合計）',
  explained: 'アクセスログ（時間別・日別の合計）、PHPのエラー、遅いクエリ',
  storage: 'ストレージ（およそ1時間ごとに測定）',
  'php-errors': 'サイトのPHPエラーログ',
  changes: '操作、監査ログ、PHPのエラー、アクセスログ',
}

const NOTHING: Readonly<Record<RankBy, string>> = {
  latency: 'PHPが作ったページが少なく、どのサイトが遅いかは分かりません',
  errors: 'サーバーエラーを返したサイトはありません',
  bandwidth: '何も送信されていません',
  visits: '訪問はありませんでした',
  requests: 'リクエストはありませんでした',
  cache: '見られたページが少なく、キャッシュについては何も言えません',
  storage: 'ストレージを測定したサイトはまだありません',
  'php-errors': 'PHPのエラーはありません',
}

const measured = (count: number) =>
  count === 0 ? 'どのサイトにもアクセスはありません' : `${number(count)}件のサイトを測定`
