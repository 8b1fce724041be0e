import type { Site } from '@aipress/contract'
import type { Purged } from '../../purged.ts'
import { PRICES } from '../topics.ts'
import { ENGLISH_TEXTS } from './english-texts.ts'
import { JAPANESE_FIGURES } from './figures/japanese-figures.ts'
import { FURTHER_ACTIONS } from './further-actions.ts'
import type { SummaryTexts } from './summaries.ts'
import type { Texts } from './texts.ts'

const SUMMARIES: SummaryTexts = {
  figures: JAPANESE_FIGURES,
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
  nothingSlow: {
    'slow-request': (siteName) => `${siteName}でPHPが2秒以上かかったリクエストはありません。`,
    'slow-query': (siteName) => `${siteName}でデータベースのクエリが2秒以上かかったことはありません。`,
  },
  noLogs: (siteName) => `${siteName}のログにはまだ何もありません。アクセスは1秒以内に表示されます。`,
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
  tierChanged: (site) => `${site.title}は${site.tier}プランになりました。毎月$${site.costUsdPerMonth}です。`,
  purged: purgedInJapanese,
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
  me: (name, role, account) => `あなたは${name}さん、アカウント${account}の${role}です。`,
  meOnSites: (name, sites) => `あなたは${name}さん、${sites}件の個別のサイトの権限があります。`,
  invited: ({ email, role, account, isNewAccount, before }) => {
    const what = `${role}、アカウント${account}`
    if (before === undefined)
      return `${email}を招待しました（${what}${isNewAccount ? '（新規）' : ''}）。7日以内に一度だけ使える上のリンクを渡してください。`
    const told = before.isSame
      ? `これまでどおり${what}`
      : `現在は${what}、以前は${before.role}、アカウント${before.account}`
    return `${email}をもう一度招待しました（${told}）。7日以内に一度だけ使える上の新しいリンクを渡してください。以前のリンクは使えません。`
  },
  printedNothing: '完了しました。出力はありません。',
  printed: '出力です。',
  exited: (code) => `終了コードは${code}でした。`,
  missing: (groups) => `${groups}が応答しないため、そこにしかない情報は含まれていません。`,
}

export const JAPANESE_TEXTS: Texts & { readonly prices: string } = {
  prices: `サイトの毎月の料金: ${PRICES}。たとえば「corner-bakeryのプランをシルバーに変更して」と言ってください。`,
  tooLong: '長すぎて理解できないので、何もしませんでした。短い一文で言ってください。',
  notPermitted: (what, role, whom) =>
    `あなたの役割（${role}）ではできません: ${what}。${whom === 'owner' ? 'アカウントのオーナー' : 'プラットフォームの管理者'}に頼んでください。`,
  barred: {
    token: (what) =>
      `お使いのトークンではできません: ${what}。別のトークンを使うか、より広い権限のトークンを作ってください。`,
    program: (what) =>
      `このプログラムには許可されていません: ${what}。より広い権限でつなぎ直すか、ご自身で行ってください。`,
    acting: (what) => `他の人として操作している間はできません: ${what}。先にそれを終えてください。`,
    'single-sites': (what) =>
      `個別のサイトの権限ではできません: ${what}。アカウントのオーナーに頼んでください。`,
  },
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
    accountOf: (email) => `${email}はどのアカウントのメンバーにしますか？まだ誰も招待していません。`,
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
  groups: {
    all: 'できることと、その例です。',
    more: (group) => `グループのすべてを見るには「${group}のヘルプ」と言ってください。`,
    of: (group) => `${group}でできることは次のとおりです。`,
    notYours: (group) => `あなたの役割には、このグループ（${group}）の操作が含まれていません。`,
  },
  welcome: 'どういたしまして。次は何をしますか？',
  goodbye: 'さようなら。サイトはそのまま動き続けます。',
  identity:
    '私はAIPressに組み込まれたアシスタントです。このプラットフォーム上の小さなプログラムで、クラウドサービスなしでサイトについての依頼を理解します。',
  nothingSince: '最後の変更のあとのご発言では、何も変わっていません。',
  nothingToUndo: 'この会話には元に戻せるものがありません。',
  cannotUndo: (what) => `それは自動では元に戻せません（${what}）。どうしたいかを言ってください。`,
  reallyUndo: (what) => `うまくいったと分かっている最後の変更はこれです：${what}。元に戻しますか？`,
  leftAsItIs: (whats) =>
    `これらの変更のうち最後のものだけを元に戻します。次はそのままです：${whats.join('、')}。`,
  tooMuchToUndo: (count, most) =>
    `変更が${count}件あり、一度に元に戻せるのは${most}件までなので、何もしませんでした。どうしたいかを一つずつ言ってください。`,
  yesAndNo: ['はい', 'いいえ'],
  noWayBack: {
    cache: 'キャッシュは自然に戻ります。各ページは次の訪問時に作り直されるので、元に戻すものはありません。',
    key: '以前のキーは読み出されないため、もう分かりません。「Language model」のページか "aipress model set" で、モデルをキーと一緒に選び直してください。',
    link: '以前のリンクは使えなくなりました。ほかは何も変わっていません。招待を取り消すには、そのアドレスを「削除」と言ってください。',
    price: '以前は価格がなく、価格は消せません。正しい価格を指定するか、0 にしてください。',
  },
  nothingAsked: '何も質問していませんでした。何をしましょうか？',
  notUnderstood: '理解できなかったので、何もしませんでした。',
  instead:
    'サイトの作成、表示、改名、停止、削除、復元、ドメインの追加、ログイン、ログの表示、WP-CLIの実行ができます。',
  insteadHelp: '「ヘルプ」と言うと、できることを表示します。',
  unusable: 'それは使えませんでした。',
  content: {
    alone:
      'ページの内容やメニュー、見た目は、ここではなくサイト自身のWordPress（wp-admin）で作ります。そのため、何もしませんでした。',
    where: (sample) =>
      `「${sample}にログイン」と言えば、そこへ行けます。別のサイトを作るなら「Corner Bakeryというサイトを作って」と言ってください。`,
    offer: (title) => `${title}のwp-adminにログインするリンクを作りましょうか？`,
    which: 'どのサイトのwp-adminにログインするリンクを作りましょうか？',
  },
  done: '完了しました。',
  declined: (title) => `却下: ${title}。`,
  wrongName: (typed, wanted) => `「${typed}」は求められた名前（${wanted}）ではないので、何もしませんでした。`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'ここでは「はい」だけでは足りません' : `「${text}」は求められた名前ではありません`}。何もしませんでした。続けるには${name}と入力するか（${title}）、「いいえ」と言ってください。`,
  actions: {
    ...FURTHER_ACTIONS.ja,
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
    'sessions.list': 'セッションの表示',
    'sessions.revoke': 'セッションの終了',
    'sessions.revoke-others': '他のセッションの終了',
    'people.reset-password': 'パスワードのリセット',
    'people.remove-second-factor': '二要素認証の解除',
    'sign-in-rules.show': 'サインインのルールの表示',
    'sign-in-rules.change': '二要素認証を必須にするかの変更',
    'models.show': '言語モデルの表示',
    'models.change': '言語モデルの変更',
    'models.test': '言語モデルのテスト',
    'models.usage': '言語モデルの使用量の表示',
    'people.role': '役割の変更',
    'access.list': 'アクセスできる人の表示',
    'access.give': 'サイトの共有',
    'access.revoke': 'サイトの共有の終了',
    'roles.list': '役割の説明',
    'people.list': 'メンバーの表示',
    'people.remove': 'メンバーの削除',
    'people.impersonate': '他の人としての操作',
    'people.stop-impersonating': '他の人としての操作の終了',
    'accounts.create': 'アカウントの作成',
    'accounts.list': 'アカウントの表示',
    'tokens.create': 'API トークンの作成',
    'tokens.list': 'トークンの表示',
    'tokens.revoke': 'トークンの無効化',
    'programs.list': '接続中のプログラムの表示',
    'programs.disconnect': 'プログラムの切断',
  },
  planOf: (steps) => `${steps}段階の計画`,
  costsIfApproved: (usd) => `承認待ちのものが済むと、月$${usd}になります。`,
  costsAMonth: (tier, usd) => `${tier}のサイトは月$${usd}です。`,
  inputs: { tier: 'プラン', role: '役割', state: '状態', kind: '種類', account: 'アカウント' },
  samples: { ...ENGLISH_TEXTS.samples, tier: 'シルバー', role: '管理者' },
  summaries: SUMMARIES,
}

function purgedInJapanese(site: Site, purged: Purged): string {
  switch (purged.kind) {
    case 'page':
      return `${site.title}のページ${purged.url}のキャッシュを消しました。これからは新しいページが表示されます。ほかはそのままです。`
    case 'tag':
      return `${site.title}のタグ${purged.tag}のページのキャッシュを消しました。これからは新しいページが表示されます。ほかはそのままです。`
    case 'pages':
      return `${site.title}の保存されたページをすべて消しました。これからは新しいページが表示されます。WordPressのオブジェクトキャッシュはそのままです。`
    case 'objects':
      return `${site.title}のオブジェクトキャッシュを消しました。保存されたページはそのままです。`
    case 'all':
      return `${site.title}のキャッシュを消しました。これからは新しいページが表示されます。`
  }
}
