import { PRICES } from '../topics.ts'
import { ENGLISH_TEXTS } from './english-texts.ts'
import type { SummaryTexts } from './summaries.ts'
import type { Texts } from './texts.ts'

const SUMMARIES: SummaryTexts = {
  states: {
    running: '稼働中',
    suspended: '停止中',
    deleted: '削除済み',
    creating: '作成中',
    succeeded: '完了',
    failed: '失敗',
    undone: '取り消し済み',
    pending: '待機中',
    administrator: '管理者',
    owner: 'オーナー',
  },
  noSites: (isFiltered) =>
    isFiltered
      ? '該当するサイトはありません。「サイトの一覧を見せて」ですべて表示します。'
      : 'サイトはまだありません。「Corner Bakeryというサイトを作って」と言ってください。',
  sites: (total, isFiltered) => `${isFiltered ? '該当するサイト' : 'サイト'}は${total}件です。`,
  more: '…ほかにもあります。',
  costs: (total, sites) => `${sites}件のサイトで毎月$${total}です。`,
  noCosts: 'サイトがないので、料金はかかりません。',
  site: (site, state) =>
    `${site.title}（${site.name}）は${state}です: ${site.url}。プランは${site.tier}、毎月$${site.costUsdPerMonth}。${site.shardId}にあり、WordPress ${site.wordpressVersion}、PHP ${site.phpVersion}です。`,
  broughtBackUntil: (day) => `${day}まで復元できます。`,
  login: (siteName) => `${siteName}へのログインです。5分以内に一度だけ使えます。`,
  noLogs: (siteName) => `${siteName}のログにはまだ何もありません。`,
  logs: (count, siteName) => `${siteName}の最新${count}行です。`,
  hostnames: (siteName) => `${siteName}のアドレスです。`,
  primary: 'メイン',
  noOperations: 'まだ何も行われていません。',
  takingLong: ({ title, operationId }) =>
    `「${title}」は時間がかかっていて、自動で続きます。操作: ${operationId}。`,
  failed: (title) => `「${title}」はうまくいきませんでした。`,
  putBack: 'すべて元の状態に戻しました。',
  notCleanedUp: '後片付けも終わっていません。管理者に確認してもらってください。',
  done: (title) => `完了しました: ${title}。`,
  created: (site) =>
    `${site.title}の準備ができました: ${site.url}（${site.tier}プラン、毎月$${site.costUsdPerMonth}）。「ログインしたい」でwp-adminを開けます。`,
  renamed: (site) => `名前は${site.title}になりました: ${site.url}。`,
  suspended: (site) =>
    `${site.title}はオフラインです。何も失われていません。「それを再開して」で元に戻ります。`,
  back: (site, state) =>
    site.state === 'running'
      ? `${site.title}が戻りました: ${site.url}`
      : `${site.title}が戻りました（${state}）。`,
  deleted: (site) => `${site.title}を削除しました。`,
  purged: (site) => `${site.title}のキャッシュを消しました。これからは新しいページが表示されます。`,
  hostnameAdded: (hostname, site) => `${hostname}は${site.title}（${site.url}）につながりました。`,
  hostnameRemoved: (hostname, site) => `${hostname}は${site.title}（${site.url}）から外れました。`,
  noCron: (siteName) => `${siteName}に予定はありません。`,
  cron: (siteName) => `${siteName}の予定です。`,
  due: (when) => `${when}予定`,
  nothingDue: (siteName) => `${siteName}で今実行すべきものはないので、何も実行しませんでした。`,
  cronRan: (siteName) => `${siteName}で実行しました。`,
  cronResult: (problem) => (problem === undefined ? '完了' : `失敗。${problem}`),
  healthy: (parts, sites) => `すべて正常です: ${parts}個の部品、${sites}件の稼働中のサイト。`,
  unhealthy: (parts) => `正常でないものがあります: ${parts}。`,
  shardMap: ({ shards, sites, roomToTarget, roomToMax }) =>
    `${shards}個のシャードに${sites}件のサイトがあります。新しいシャードなしであと${roomToTarget}件、最大で${roomToMax}件入ります。`,
  me: (name, isAdministrator, account) =>
    `あなたは${name}さん、アカウント${account}の${isAdministrator ? '管理者' : 'オーナー'}です。`,
  invited: (email, role, url) =>
    `${email}を招待しました（${role}）。7日以内に一度だけ使えるこのリンクを渡してください: ${url}`,
  printedNothing: '完了しました。出力はありません。',
  printed: '出力です。',
  exited: (code) => `終了コードは${code}でした。`,
  missing: (groups) => `${groups}が応答しないため、そこにしかない情報は含まれていません。`,
}

export const JAPANESE_TEXTS: Texts & { readonly prices: string } = {
  prices: `サイトの毎月の料金: ${PRICES}。たとえば「corner-bakeryのプランをシルバーに変更して」と言ってください。`,
  tooLong: '長すぎて理解できないので、何もしませんでした。短い一文で言ってください。',
  notPermitted: (what, role) =>
    `あなたの役割（${role}）ではできません: ${what}。プラットフォームの管理者に頼んでください。`,
  didNothing: 'わかりました。何もしませんでした。',
  sayPlainly: (what, sample) => `何もしませんでした。${what}には、はっきりと「${sample}」と言ってください。`,
  howTo: (what, sample) => `${what}には、たとえば「${sample}」と言ってください。`,
  oneSiteAtATime: '間違いが起きないよう、一度に一つのサイトだけ行います。どのサイトですか？',
  oneThingAtATime: '何もしませんでした。削除は一つずつ、毎回確認してから行います。',
  notAnOrder: (what, sample) => `何もしませんでした。${what}には「${sample}」と言ってください。`,
  questions: {
    whichSite: 'どのサイトですか？',
    whichOne: 'どれのことですか？',
    more: (count) => `…ほか${count}件。名前を言ってください。`,
    doYouMean: (title, name) => `${title}（${name}）のことですか？`,
    isThatMeant: (what, name) => `本当に${what}ということでよろしいですか: ${name}`,
    reallyCalled: (value) =>
      `本当に「${value}」という名前でいいですか？「はい」か、正しい名前を言ってください。`,
    siteTitle: 'サイトの名前は何にしますか？',
    newTitle: '新しいタイトルは何にしますか？',
    hostname: 'どのドメインですか？たとえば bakery.example.com。',
    shard: 'どのシャードですか？たとえば shard-001。',
    email: 'メールアドレスは何ですか？',
    command: 'どのWP-CLIコマンドですか？たとえば「plugin list」。',
    moment: 'いつですか？たとえば「昨日14:05」。時刻はUTCです。',
    choice: (input, values) => `${input}はどれですか: ${values}`,
    called: () => '名前は何にしますか？',
    input: (name) => `「${name}」の値は何ですか？`,
  },
  noDeletedSite: '復元できる削除済みのサイトはありません。',
  noSiteYet: 'サイトはまだありません。「Corner Bakeryというサイトを作って」と言ってください。',
  unknownSite: (said) => `「${said}」というサイトはありません。`,
  listSites: '「サイトの一覧を見せて」で確認できます。',
  didYouMean: (title, name) => `${title}（${name}）のことですか？`,
  didYouMeanOneOf: 'この中のどれかですか？',
  hello: 'こんにちは！',
  help: (samples) => `たとえば、こう言えます。\n${samples.join('\n')}`,
  welcome: 'どういたしまして。次は何をしますか？',
  goodbye: 'さようなら。サイトはそのまま動き続けます。',
  identity:
    '私はAIPressに組み込まれたアシスタントです。このプラットフォーム上の小さなプログラムで、クラウドサービスなしでサイトについての依頼を理解します。',
  nothingToUndo: 'この会話には元に戻せるものがありません。',
  cannotUndo: (what) => `それは自動では元に戻せません（${what}）。どうしたいかを言ってください。`,
  nothingAsked: '何も質問していませんでした。何をしましょうか？',
  notUnderstood: '理解できなかったので、何もしませんでした。',
  instead:
    'サイトの作成、表示、改名、停止、削除、復元、ドメインの追加、ログイン、ログの表示、WP-CLIの実行ができます。',
  insteadHelp: '「ヘルプ」と言うと、できることを表示します。',
  unusable: 'それは使えませんでした。',
  done: '完了しました。',
  declined: (title) => `却下: ${title}。`,
  wrongName: (typed, wanted) => `「${typed}」は求められた名前（${wanted}）ではないので、何もしませんでした。`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'ここでは「はい」だけでは足りません' : `「${text}」は求められた名前ではありません`}。何もしませんでした。続けるには${name}と入力するか（${title}）、「いいえ」と言ってください。`,
  actions: {
    'sites.create': 'サイトを作成する',
    'sites.list': 'サイトを一覧にする',
    'sites.show': 'サイトを表示する',
    'sites.logs': 'ログを表示する',
    'sites.login': 'サイトにログインする',
    'sites.suspend': 'サイトを停止する',
    'sites.resume': 'サイトを再開する',
    'sites.delete': 'サイトを削除する',
    'sites.undelete': '削除したサイトを復元する',
    'sites.rename': 'サイトを改名する',
    'sites.move': 'サイトを移動する',
    'sites.tier': 'プランを変更する',
    'sites.wp': 'WP-CLIを実行する',
    'cache.purge': 'キャッシュを消す',
    'hostnames.add': 'ドメインを追加する',
    'hostnames.remove': 'ドメインを外す',
    'hostnames.list': 'ドメインを表示する',
    'cron.list': 'cronを表示する',
    'cron.run': 'cronを実行する',
    'people.invite': '人を招待する',
  },
  inputs: { tier: 'プラン', role: '役割', state: '状態', kind: '種類', account: 'アカウント' },
  samples: { ...ENGLISH_TEXTS.samples, tier: 'シルバー', role: '管理者' },
  summaries: SUMMARIES,
}
