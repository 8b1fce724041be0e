import { JAPANESE_ACCOUNT_PHRASINGS } from '../phrasings/japanese-account-phrasings.ts'
import { JAPANESE_PHRASINGS } from '../phrasings/japanese-phrasings.ts'
import { JAPANESE_QUESTION_PHRASINGS } from '../phrasings/japanese-question-phrasings.ts'
import { speedPhrasings } from '../phrasings/speed-phrasings.ts'
import { JAPANESE_TEXTS } from '../texts/japanese-texts.ts'
import { BACKUPS, SIGN_OUT } from '../topics.ts'
import { createLanguage } from './create-language.ts'
import type { Part } from './language.ts'

/** Words of a request are longer hardly ever. */
const WORD_LETTERS_MAX = 12
const FOREIGN = /^[\p{Script=Latin}\p{M}\p{N}@._:/'’&+-]+/u
const MARK = /^[\p{P}\p{S}]+/u

export const JAPANESE = createLanguage({
  code: 'ja',
  ideas: [
    'を は が も',
    '作成 作って 作り 作る 作りたい 作成したい 立ち上げ 立ち上げて 開設 つくって 新規作成',
    '見せて 表示 みせて 教えて おしえて 一覧 リスト いちらん 出して 見たい 確認',
    '削除 消して 消す 消したい さくじょ けして 取り消し 抹消',
    'サイト ウェブサイト ホームページ ブログ ページ ショップ webサイト',
    'という っていう と言う',
    '停止 止めて とめて 一時停止 ていし 休止 中断 無効 止めたい',
    'オフライン 非公開',
    '再開 再起動 再有効 さいかい',
    '有効 アクティブ',
    '復元 復活 復旧 ふくげん 回復',
    'ログ 記録 ろぐ',
    'エラー エラーログ',
    'ログイン サインイン ろぐいん',
    '名前 タイトル 名称 なまえ',
    '改名 名称変更',
    '変更 変えて 変える 変えたい 変え',
    '移動 移して 移転 移す いどう 移行',
    'キャッシュ きゃっしゅ',
    'クリア 空に 消して 削除 消去',
    '接続 つないで 繋いで 追加 紐付け',
    'ドメイン ホスト名 アドレス',
    '外して 解除 取り外して 切断 削除',
    'プラン ティア',
    '料金 値段 費用 価格',
    '払って 払い 支払い 支払って かかり',
    'cron クーロン',
    '実行 走らせて 動かして',
    '状態 調子 ステータス 様子 状況',
    '正常 大丈夫 順調 問題ない',
    '動いて 稼働 動作',
    'シャード shard',
    'マップ 地図 配置図',
    '空き 余裕 容量',
    '操作 作業 オペレーション 処理',
    '招待 しょうたい',
    'プラグイン 拡張機能',
    '予定 スケジュール',
    '詳細 情報',
    '検索 探して さがして',
    '欲しい ほしい 必要',
    '間違えて 誤って うっかり',
    '管理画面 ダッシュボード wp-admin 管理ページ',
    'アップグレード 上げて',
    '二要素認証 二段階認証 2要素認証 2段階認証',
  ],
  light:
    '今日 本日 昨日 今週 先週 今月 先月 過去 直近 日間 時間 週間 以降 を は が も の に で と へ や か ね よ から まで から に対して について では には とは です ます でしょうか ですか ますか して してください してくださいませんか したい したいです してほしい してもらえますか してもらえる していただけますか して下さい させて させてください ください 下さい 願い お願い お願いします お願いいたします いますか いますね います いる ある あります ありますか もらえますか もらえませんか いただけますか てもらえますか くれますか くれる てください たい いたい です。 だ な その この あの それ これ 今 今すぐ すぐ もう一度 再び また どうぞ まだ 私 私の 僕 全部 全て すべて みんな 現在 最近 とりあえず しばらく 一旦 新しい 新規 別の 他の あと 最後 最新 どの どんな どれ 何 いくつ いくら 誰 なに 何が どう どのくらい どれくらい に対し つ 個 する なって もの って',
  mayBeginTitle: /^(?:今日|本日|昨日|今週|先週|今月|先月|過去|直近|日間|時間|週間|以降)$/,
  half: '見せて 教えて 欲しい 表示',
  orders:
    '作成 作って 削除 消して 停止 止めて 一時停止 再開 復元 改名 変更 変えて 移動 移して クリア 招待 インストール 更新 無効 有効 追加 接続 外して 解除 実行',
  furtherOrders: '見せて 表示 教えて ログイン 開いて 検索 探して',
  questions: 'なぜ どうして いつ どこ 誰 何',
  insides:
    'ログ 記事 投稿 ページ プラグイン テーマ コメント ユーザー ファイル 画像 写真 メディア データベース キャッシュ バックアップ ドメイン ホスト名 トークン アカウント メール メニュー カテゴリー 下書き 設定 コンテンツ 全部 すべて タイトル 名前 パスワード 訪問者 ロゴ 段落 もの プラン cron',
  before: 'すみません ねえ では じゃあ まず ちょっと 次に それから そして aipress どうか'.split(' '),
  after: 'お願いします よろしく よろしくお願いします ありがとう 毎月 今すぐ'.split(' '),
  contractions: {},
  pointers:
    'それ これ あれ そのサイト このサイト あのサイト そこ ここ その この 最初の 一番目 二番目 三番目 四番目 五番目 最後の 一つ目 二つ目 三つ目'.split(
      ' ',
    ),
  pronouns: 'それ その これ そこ',
  ordinals: [
    '(?:一|1)(?:番|つ)目',
    '(?:二|2)(?:番|つ)目',
    '(?:三|3)(?:番|つ)目',
    '(?:四|4)(?:番|つ)目',
    '(?:五|5)(?:番|つ)目',
  ],
  last: /^最後/,
  numbers: {
    二: 2,
    三: 3,
    四: 4,
    五: 5,
    六: 6,
    七: 7,
    八: 8,
    九: 9,
    十: 10,
    二十: 20,
    三十: 30,
    五十: 50,
    百: 100,
  },
  choices: {
    停止中: 'suspended',
    停止中の: 'suspended',
    停止: 'suspended',
    稼働中: 'running',
    実行中: 'running',
    動作中: 'running',
    削除済み: 'deleted',
    削除済: 'deleted',
    削除された: 'deleted',
    失敗: 'failed',
    失敗した: 'failed',
    ゴールド: 'gold',
    シルバー: 'silver',
    ブロンズ: 'bronze',
    管理者: 'administrator',
    開発者: 'developer',
    閲覧者: 'viewer',
    オペレーター: 'operator',
    運用者: 'operator',
    請求担当: 'billing',
    経理: 'billing',
    オーナー: 'owner',
    所有者: 'owner',
    エラー: 'error',
    エラーログ: 'error',
    アクセス: 'access',
    アクセスログ: 'access',
  },
  inputs: { 行: 'lines', 日: 'days', 日間: 'days', 秒: 'seconds' },
  endings: ['た', 'て', 'る', 'い'],
  negation: 'しないで しない ないで ない ません せず ずに 以外 絶対に 決して やめて だめ',
  many: '全部 全て すべて みんな 全サイト 全部の 全ての すべての',
  howTo:
    /(?:しないで|さないで|しないよう|ないでください|するな|すな|せずに|ではなく|どうやって|方法|やり方|したらどう|するとどう|すればどう|したらどうな|どうなり|べき(?:です)?か|(?:した|する|した方|ほう|方)が(?:いい|良い|よい)|ても(?:いい|良い|大丈夫)|(?:され|られ)(?:た|まし|て)|(?:し|消し)(?:まし)?た(?:か|の|。|$)|しましたか|なぜ|どうして|いつ|と言(?:った|いました|って)|かどうか|になっていますか)/,
  alsoDestroys: /(?:そして|それから|て、?)[^。]{0,20}(?:削除|消して|消去)/,
  yes: /^(?:はい|ええ|うん|そうです|そう|お願いします|いいです|いいですよ|もちろん|了解|ok|オーケー|その通り(?:です)?)(?:[、,!。 ]*(?:お願いします|そうです|はい))*[。!]*$/,
  no: /^(?:いいえ|いや|ううん|やめて|やめ|キャンセル|中止|違います|違う|結構です|だめ|取り消し|必要ない)/,
  introduces: /^(?:名前は|タイトルは)\s*/u,
  politeEnd:
    /(?:という名前)?(?:に(?:して(?:ください)?|します|しよう)|でお願いします|と(?:呼んで|名付けて)(?:ください)?|です|をお願いします|という名前で)[。!]*$/u,
  calledIn: /^(?:私の|うちの).*?(?:という|っていう)(.+)$/u,
  onlyDescribed: /^(?:私|僕|自分|何か|それ|これ)(?:の\p{L}+)?$/u,
  beforeSite: '',
  afterSite: '',
  places: 'で',
  joint: /(?:、|。)?\s*(?:それから|そして|その後|次に|あと)、?\s*|[。;]\s*(?=[\p{L}「])|、\s*/gu,
  greeting: /^(?:こんにちは|こんばんは|おはよう(?:ございます)?|はじめまして|やあ|もしもし|ハロー)$/,
  thanks:
    /^(?:ありがとう(?:ございます|ございました)?|どうも(?:ありがとう)?|助かりました|感謝します|完璧(?:です)?|素晴らしい|いいね|すごい)$/,
  farewell: /^(?:さようなら|さよなら|またね|バイバイ|おやすみ(?:なさい)?|ではまた)$/,
  help: /^(?:ヘルプ|助けて(?:ください)?|使い方(?:は|を教えて(?:ください)?)?|何ができ(?:ます|る)か?|何ができるの|どう使(?:います|う)か?|コマンド|できること(?:は|を教えて(?:ください)?)?)$/,
  identity:
    /^(?:あなたは誰(?:ですか)?|君は誰|人間ですか|あなたは(?:人間|ロボット|ai|ボット)(?:ですか)?|お名前は)$/,
  topics: [
    SIGN_OUT.ja,
    {
      about:
        /^(?!.*(?:削除|消し|タイトル|名前)).*(?:昨日|一昨日|先週|先月|\d{1,2}[:：]\d{2}|\d時|時点|(?<!元の)状態).*(?:復元|復旧|戻して|戻したい|戻す|リストア)/,
      missing: 'サイトを以前の時点に戻すことは、まだできません。',
    },
    {
      about: /パスキー|セキュリティキー|(?:自分|私)の?パスワード|二(?:要素|段階)認証を?(?:有効|設定|追加)/,
      answer:
        'パスワード、パスキー、二要素認証は、コンソールの「Account」ページで設定します。ここで話したことは保存されるため、チャットでは扱いません。',
    },
    {
      about: /^(?:料金|プラン|価格|値段)(?:は|を教えて(?:ください)?|表)?$|どんなプラン|どのプラン/,
      answer: JAPANESE_TEXTS.prices,
    },
    { about: /バックアップ/, answer: BACKUPS.ja },
    {
      about:
        /インストール|woocommerce|elementor|jetpack|(?:プラグイン|テーマ)を(?:追加|有効|無効|変更|更新|削除)/,
      answer:
        'プラグイン、テーマ、WordPress本体はAIPressのリリースとして届きます。ここで頼むことはまだできません。すでにあるものの有効・無効は、サイトのwp-adminで切り替えられます。「corner-bakeryにログイン」と言ってください。',
    },
    {
      about: /アップデート|(?:wordpress|プラグイン|テーマ)を更新/,
      missing: 'WordPressやプラグインの更新はまだできません。',
    },
    { about: /クローン|複製|ステージング/, missing: 'サイトの複製はまだできません。' },
    { about: /証明書|\b(?:ssl|tls)\b/, missing: '独自ドメインの証明書はまだ使えません。' },
    { about: /サーバーを再起動|phpを再起動/, missing: '個別の再起動はまだできません。' },
    { about: /sftp|ftp|ssh|\bgit\b/, missing: 'SFTPやGitはまだ使えません。' },
  ],
  time: {
    days: [
      ['一昨日|おととい', -2],
      ['昨日|きのう', -1],
      ['今日|本日', 0],
      ['明後日', 2],
      ['明日', 1],
    ],
    weekdays: '日曜日? 月曜日? 火曜日? 水曜日? 木曜日? 金曜日? 土曜日?'.split(' '),
    months: Array.from({ length: 12 }, (_, index) => `${index + 1}月(?!\\d)`),
    units: [
      ['秒', 1],
      ['分', 60],
      ['時間', 3_600],
      ['日', 86_400],
      ['週間', 604_800],
    ],
    ago: ['', '前'],
    fillers: 'の|に|から|以降|先週の|頃|ごろ|、',
    oClock: '時',
    afternoon: '午後',
    clocks: [
      ['正午', '12:00'],
      ['真夜中', '00:00'],
    ],
  },
  phrasings: [
    ...JAPANESE_PHRASINGS,
    ...JAPANESE_ACCOUNT_PHRASINGS,
    ...JAPANESE_QUESTION_PHRASINGS,
    ...speedPhrasings('ja'),
  ],
  texts: JAPANESE_TEXTS,
  parts: segments,
  verbComesFirst: false,
  slipsMayDestroy: false,
})

/**
 * There are no spaces, so words are found: the longest that some way to ask has, letters of other scripts
 * together, and whatever is between as one word that nobody knows.
 */
function segments(piece: string, isKnown: (word: string) => boolean): readonly Part[] {
  const lower = piece.toLowerCase()
  const parts: Part[] = []
  let unknownFrom = -1
  const close = (at: number) => {
    if (unknownFrom >= 0) parts.push({ text: piece.slice(unknownFrom, at), at: unknownFrom })
    unknownFrom = -1
  }
  let at = 0
  while (at < piece.length) {
    const mark = MARK.exec(piece.slice(at))?.[0]
    const foreign = FOREIGN.exec(piece.slice(at))?.[0]
    const length = foreign?.length ?? mark?.length ?? knownAt(lower, at, isKnown)
    if (length === 0) {
      if (unknownFrom < 0) unknownFrom = at
      at += 1
      continue
    }
    close(at)
    if (foreign !== undefined || mark === undefined) parts.push({ text: piece.slice(at, at + length), at })
    at += length
  }
  close(piece.length)
  return parts
}

function knownAt(text: string, at: number, isKnown: (word: string) => boolean): number {
  for (let length = Math.min(WORD_LETTERS_MAX, text.length - at); length >= 1; length -= 1)
    if (isKnown(text.slice(at, at + length))) return length
  return 0
}
