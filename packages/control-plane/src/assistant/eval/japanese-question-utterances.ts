import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const { call, on, onIt, says, nothing, bakery } = utterancesIn('ja')
/** The evaluation's today and yesterday. */
const [today, yesterday] = ['2026-11-30', '2026-11-29']

const INSIGHTS: Utterance[] = [
  on('なぜjazzは遅いのですか？', 'insights.site', 'jazz'),
  on('jazzが遅いのはなぜ？', 'insights.site', 'jazz'),
  on('jazzが重いです', 'insights.site', 'jazz'),
  on('昨日jazzが遅かったのはなぜですか？', 'insights.site', 'jazz', { range: 'yesterday' }),
  onIt('どうして今日はサイトが遅いの？', 'insights.site', { range: 'today' }),
  on('jazzの表示に時間がかかる', 'insights.site', 'jazz'),
  on('jazzの表示速度はどうですか？', 'insights.site', 'jazz'),
  call('昨日遅かったサイトはどれですか？', 'insights.sites', { by: 'latency', range: 'yesterday' }),
  call('一番遅いサイトはどれ？', 'insights.sites', { by: 'latency' }),
  call('帯域を一番使っているのは誰ですか？', 'insights.sites', { by: 'bandwidth' }),
  call('今月、帯域幅を一番使っているサイトは？', 'insights.sites', { by: 'bandwidth', range: 'this month' }),
  call('過去7日間で転送量が一番多いサイトは？', 'insights.sites', { by: 'bandwidth', range: 'last 7 days' }),
  call('アクセスが一番多いサイトはどれですか？', 'insights.sites', { by: 'visits' }),
  call('先週訪問者が一番多かったサイトは？', 'insights.sites', { by: 'visits', range: 'last week' }),
  call('容量を一番使っているサイトは？', 'insights.sites', { by: 'storage' }),
  on('jazzで何が変わりましたか？', 'insights.changes', 'jazz'),
  on('昨日からjazzで何が変わった？', 'insights.changes', 'jazz', { range: 'since yesterday' }),
  on('先週jazzで変更されたことは？', 'insights.changes', 'jazz', { range: 'last week' }),
  on('jazzの変更履歴を見せて', 'insights.changes', 'jazz'),
  onIt('今日は何が変わった？', 'insights.changes', { range: 'today' }),
  call('今日PHPエラーが出ているサイトは？', 'insights.sites', { by: 'php-errors', range: 'today' }),
  call('PHPエラーのあるサイト', 'insights.sites', { by: 'php-errors' }),
  call('今日エラーが出たサイトはどれ？', 'insights.sites', { by: 'php-errors', range: 'today' }),
  on('jazzにはどんなエラーがありますか？', 'sites.logs', 'jazz', { kind: 'error' }),
  on('jazzのPHPエラーを見せて', 'sites.logs', 'jazz', { kind: 'php' }),
  call('shard-003はどのくらい埋まっていますか？', 'shards.show', { shard: 'shard-003' }),
  call('shard-003の空きはどのくらい？', 'shards.show', { shard: 'shard-003' }),
  call('今月はいくら払いますか？', 'sites.list'),
  call('月々の料金はいくら？', 'sites.list'),
  call('今月の請求額を教えて', 'sites.list'),
]

const USAGE: Utterance[] = [
  on('jazzはどのくらい容量を使っていますか？', 'usage.show', 'jazz'),
  on('jazzのストレージ使用量は？', 'usage.show', 'jazz'),
  bakery('corner-bakeryの大きさは？', 'usage.show'),
  on('jazzの訪問者は何人ですか？', 'usage.show', 'jazz'),
  on('今月のjazzのアクセス数は？', 'usage.show', 'jazz'),
  on('jazzは今月どのくらい帯域を使った？', 'usage.show', 'jazz'),
  call('サイトの使用量を見せて', 'usage.show'),
  call('上限を超えているサイトは？', 'usage.show', { standing: 'over' }),
  call('もうすぐ上限に達するサイトは？', 'usage.show', { standing: 'near' }),
  on('jazzは上限を超えていますか？', 'usage.show', 'jazz'),
]

const MAIL: Utterance[] = [
  call('メールを見せて', 'mail.list'),
  on('jazzが送ったメールを見せて', 'mail.list', 'jazz'),
  on('jazzはメールを送りましたか？', 'mail.list', 'jazz'),
  on('jazzのメール一覧', 'mail.list', 'jazz'),
  call('メールボックスを開いて', 'mail.list'),
  call('メール mail_0123456789abcde を見せて', 'mail.show', { mail: 'mail_0123456789abcde' }),
]

const AUDIT: Utterance[] = [
  call('監査ログを見せて', 'audit.list'),
  call('操作履歴を見せて', 'audit.list'),
  call('誰が何をしましたか？', 'audit.list'),
  call('昨日、誰が何をしましたか？', 'audit.list', { from: yesterday, to: yesterday }),
  call('今日、誰が何を変更しましたか？', 'audit.list', { from: today }),
  on('誰がjazzの名前を変えましたか？', 'audit.list', 'jazz', { action: 'sites.rename' }),
  on('誰がjazzを停止しましたか？', 'audit.list', 'jazz', { action: 'sites.suspend' }),
  call('失敗したログインを見せて', 'audit.list', { action: 'people.sign-in', result: 'failed' }),
  call('監査ログをエクスポートして', 'audit.export'),
  call('監査ログを検証して', 'audit.verify'),
]

const PHP: Utterance[] = [
  on('jazzのPHP設定を見せて', 'php.show', 'jazz'),
  on('jazzのPHPのバージョンは？', 'php.show', 'jazz'),
  on('jazzのメモリはどのくらい？', 'php.show', 'jazz'),
  on('jazzにアップロードできるサイズは？', 'php.show', 'jazz'),
  on('jazzのPHP設定を元の値に戻して', 'php.set', 'jazz', { reset: true }),
  on('jazzのアップロード上限を128MBにして', 'php.set', 'jazz', { upload: '128MB' }),
]

const CRON: Utterance[] = [
  on('jazzのcronを見せて', 'cron.list', 'jazz'),
  on('jazzで予定されているタスクは？', 'cron.list', 'jazz'),
  on('jazzの次のcronはいつですか？', 'cron.list', 'jazz'),
  on('jazzの予定タスクを今すぐ実行して', 'cron.run', 'jazz'),
  on('jazzのcronを走らせて', 'cron.run', 'jazz'),
]

const SIGNING_IN: Utterance[] = [
  call('サインインのルールを教えて', 'sign-in-rules.show'),
  call('管理者に二要素認証は必要ですか？', 'sign-in-rules.show'),
  call('二要素認証を設定していないのは誰？', 'sign-in-rules.show'),
  call('二要素認証を必須にしてください', 'sign-in-rules.change', { secondFactor: 'required' }),
  call('管理者全員に二要素認証を義務付けて', 'sign-in-rules.change', { secondFactor: 'required' }),
]

/** The title alone: the address stays where it is, whatever script it is in. */
const TITLES: Utterance[] = [
  on('jazzのタイトルを「Late Note」に変更して', 'sites.rename', 'jazz', { title: 'Late Note', name: 'jazz' }),
  on('sakuraのタイトルを「さくらパン」に変えて', 'sites.rename', 'sakura', {
    title: 'さくらパン',
    name: 'sakura',
  }),
  onIt('タイトルを「夜のジャズ」に変更してください', 'sites.rename', { title: '夜のジャズ', name: 'jazz' }),
  on('jazzの名前を「Late Note」に変更して', 'sites.rename', 'jazz', { title: 'Late Note' }),
]

/** What resembles these. */
const NEITHER: Utterance[] = [
  nothing('なぜか分かりません'),
  nothing('anna@example.comにメールを書いて'),
  nothing('今日は天気が悪い'),
  says('jazzのバックアップを取って', /バックアップ/),
]

export const JAPANESE_QUESTIONS: readonly Utterance[] = [
  ...INSIGHTS,
  ...USAGE,
  ...MAIL,
  ...AUDIT,
  ...PHP,
  ...CRON,
  ...SIGNING_IN,
  ...TITLES,
  ...NEITHER,
]
