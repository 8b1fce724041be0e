import type { Phrasing } from './phrasing.ts'

/** How Japanese speakers ask for sign-in, members, tokens and the language model. The first of each is the one that help shows. */
export const JAPANESE_ACCOUNT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'sites.show',
    say: [
      '{site} の アドレス は 何 です か',
      '{site} の アドレス',
      'アドレス は 何 です か',
      '{site} の url',
    ],
  },
  {
    action: 'sessions.list',
    say: [
      '私の セッション を 見せて',
      'セッション を 見せて',
      'セッション の 一覧',
      'どこで サインイン していますか',
      'どの 端末 で サインイン していますか',
      'どの デバイス で サインイン していますか',
    ],
  },
  { action: 'sessions.revoke', say: ['セッション {session} を 終了 して', 'セッション {session} を 終了'] },
  {
    action: 'sessions.revoke-others',
    say: [
      '他の セッション を すべて 終了 して',
      '他の セッション を 終了 して',
      '他の 端末 から サインアウト して',
      '他の 端末 から すべて サインアウト して',
      '他の すべての 端末 から サインアウト',
    ],
  },
  {
    action: 'people.reset-password',
    say: [
      '{person} の パスワード を リセット して',
      '{person} の パスワード を リセット',
      '{person} が パスワード を 忘れました',
      '{person} が パスワード を 忘れた',
    ],
  },
  {
    action: 'people.remove-second-factor',
    say: [
      '{person} の 二要素認証 を 解除 して',
      '{person} の 二要素認証 を 削除 して',
      '{person} の 二段階認証 を 解除 して',
    ],
  },
  {
    action: 'sign-in-rules.show',
    say: [
      'サインイン の ルール を 見せて',
      'サインイン の ルール',
      'サインイン の 規則 を 見せて',
      '二要素認証 は 必須 ですか',
      '二段階認証 は 必須 ですか',
      '二要素認証 は 義務 ですか',
      '二要素認証 は 義務付け られて いますか',
      '管理者 に 二要素認証 は 必要 ですか',
      '二要素認証 が ない 管理者 は 何人 いますか',
      '二要素認証 が ない のは 誰 ですか',
      '二要素認証 を 使って いない 管理者 は 誰 ですか',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'required' },
    say: [
      '二要素認証 を 必須 に して',
      '二段階認証 を 必須 に して',
      '管理者 に 二要素認証 を 必須 に して',
      'すべての 管理者 に 二要素認証 を 必須 に して',
      '管理者 の 二要素認証 を 必須 に して',
      '二要素認証 を 義務付けて',
      '管理者 に 二要素認証 を 義務付けて',
      'すべての 管理者 に 二要素認証 を 義務付けて',
      '管理者 全員 に 二要素認証 を 義務付けて',
      '管理者 全員 に 二要素認証 を 必須 に して',
      '二要素認証 を 必須 に 変更 して',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'optional' },
    say: [
      '二要素認証 を 任意 に して',
      '二段階認証 を 任意 に して',
      '管理者 の 二要素認証 を 任意 に して',
      '二要素認証 を 任意 に 戻して',
      '二要素認証 を 任意 に 変更 して',
      '二要素認証 は もう 任意 に して',
      '管理者 の 二要素認証 は もう 任意 に して',
      '管理者 の 二要素認証 を 任意 に 戻して',
      '二要素認証 の 義務付け を やめて',
      '二要素認証 の 必須 を 解除 して',
    ],
  },
  {
    action: 'models.show',
    say: [
      'どの 言語モデル を 使っていますか',
      '言語モデル を 見せて',
      'どの モデル を 使っていますか',
      '言語モデル は 何 ですか',
      '今 の 言語モデル',
    ],
  },
  {
    action: 'models.change',
    say: [
      '言語モデル を {model} に 変更 して',
      '言語モデル を {model} に 変更',
      '言語モデル {model} を 使って',
    ],
  },
  {
    action: 'models.test',
    say: ['言語モデル を テスト して', '言語モデル を テスト', '言語モデル を 試して'],
  },
  {
    action: 'models.usage',
    say: [
      '言語モデル の 費用 は いくら',
      '言語モデル の 費用',
      '言語モデル の 使用量',
      '言語モデル は いくら かかっていますか',
    ],
  },
  {
    action: 'people.role',
    say: [
      '{person} を {role} に して',
      '{person} の 役割 を {role} に 変更 して',
      '{person} の 役割 を {role} に 変更',
      '{person} に {role} の 役割 を 与えて',
    ],
  },
  {
    action: 'access.list',
    say: [
      '{site} に 誰が アクセス できますか',
      '誰が {site} に アクセス できますか',
      '{site} は 誰と 共有 されていますか',
      '{site} の アクセス権 を 見せて',
      '{site} の 共有 を 見せて',
    ],
  },
  {
    action: 'access.give',
    say: [
      '{site} を {email} と 共有 して',
      '{site} を {email} と 共有',
      '{email} に {site} への アクセス権 を 与えて',
      '{email} に {site} の アクセス権 を 与えて',
      '{site} を {email} と {role} として 共有',
    ],
  },
  {
    action: 'access.revoke',
    say: [
      '{person} との {site} の 共有 を やめて',
      '{site} の {person} との 共有 を やめて',
      '{person} から {site} の アクセス権 を 取り上げて',
      '{person} の {site} への アクセス権 を 取り消して',
    ],
  },
  {
    action: 'roles.list',
    say: [
      'どんな 役割 が ありますか',
      '役割 を 見せて',
      '役割 の 一覧',
      '{role} は 何が できますか',
      '{role} に できること',
      '{role} の 役割 とは',
    ],
  },
  {
    action: 'people.list',
    say: [
      'メンバー を 見せて',
      'メンバー の 一覧',
      'メンバー',
      'どんな メンバー が いますか',
      'メンバー は 誰 ですか',
      'アカウント に 誰 が いる',
      'アカウント の メンバー',
    ],
  },
  {
    action: 'people.remove',
    say: [
      'メンバー {person} を 削除 して',
      '{person} を 削除 して',
      '{person} を 削除',
      'メンバー {person} を 削除',
    ],
  },
  {
    action: 'people.impersonate',
    say: ['{person} として 操作 して', '{person} として サインイン して', '{person} として 操作'],
  },
  {
    action: 'people.stop-impersonating',
    say: ['自分 に 戻って', '代理 操作 を 終了 して', '代理 操作 を 終了'],
  },
  {
    action: 'accounts.create',
    say: [
      '{name} という アカウント を 作成 して',
      '{name} という アカウント を 作成',
      '{name} という 顧客 を 追加 して',
      'アカウント {name} を 作成',
      'アカウント を 作成',
    ],
  },
  {
    action: 'accounts.list',
    say: [
      'アカウント を 見せて',
      'アカウント の 一覧',
      '顧客 を 見せて',
      'どんな 顧客 が いますか',
      '顧客 は 何社 いますか',
    ],
  },
  {
    action: 'tokens.create',
    say: [
      '{name} という トークン を 作成 して',
      '{name} という トークン を 作成',
      '{name} という api トークン を 作成',
      'トークン {name} を 作成',
      'トークン が 欲しい',
      'トークン を 作成',
      '新しい トークン を 作成',
    ],
  },
  {
    action: 'tokens.list',
    say: [
      '私の トークン を 見せて',
      'トークン を 見せて',
      'トークン の 一覧',
      'どんな トークン が ありますか',
    ],
  },
  {
    action: 'tokens.revoke',
    say: [
      'トークン {token} を 無効 に して',
      'トークン {token} を 無効 に',
      'トークン {token} を 削除 して',
      'トークン {token} を 取り消して',
    ],
  },
  {
    action: 'programs.list',
    say: [
      '接続 されている プログラム を 見せて',
      '接続 された プログラム',
      '接続 されている プログラム',
      'どの プログラム が 接続 されていますか',
    ],
  },
  {
    action: 'programs.disconnect',
    say: ['プログラム {program} を 切断 して', 'プログラム {program} の 接続 を 解除 して'],
  },
]
