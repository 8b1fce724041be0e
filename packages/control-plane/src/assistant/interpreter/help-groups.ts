import type { AnyAction } from '@aipress/contract'
import type { Language, LanguageCode } from './languages/language.ts'

/** Actions that people look for together. */
export interface Group {
  /** Before the dot of the names of its actions. */
  readonly nouns: readonly string[]
  readonly titles: Partial<Readonly<Record<LanguageCode, string>>>
  /** What it is called besides, folded, in any language. */
  readonly also: readonly string[]
  /** Actions that tell best what it is about. */
  readonly first: readonly string[]
}

/** A noun of the contract that is in none of them is a group of its own. */
export const GROUPS: readonly Group[] = [
  {
    nouns: ['sites'],
    titles: { en: 'Sites', de: 'Websites', es: 'Sitios', fr: 'Sites', ja: 'サイト' },
    also: [
      'site',
      'website',
      'webseite',
      'webseiten',
      'seiten',
      'sitio',
      'wordpress',
      'logs',
      'wp cli',
      'tiers',
      'ウェブサイト',
    ],
    first: ['sites.create', 'sites.list'],
  },
  {
    nouns: ['hostnames', 'directory'],
    titles: { en: 'Hostnames', de: 'Hostnamen', es: 'Dominios', fr: 'Domaines', ja: 'ホスト名' },
    also: [
      'hostname',
      'domain',
      'domains',
      'domain names',
      'addresses',
      'domane',
      'domanen',
      'dominio',
      'domaine',
      'ドメイン',
    ],
    first: ['hostnames.add', 'hostnames.list'],
  },
  {
    nouns: ['insights', 'usage', 'cache'],
    titles: {
      en: 'Performance and usage',
      de: 'Leistung und Nutzung',
      es: 'Rendimiento y uso',
      fr: 'Performance et utilisation',
      ja: 'パフォーマンスと使用量',
    },
    also: [
      'performance',
      'insights',
      'speed',
      'usage',
      'cache',
      'caches',
      'caching',
      'bandwidth',
      'visits',
      'statistics',
      'leistung',
      'nutzung',
      'geschwindigkeit',
      'rendimiento',
      'uso',
      'velocidad',
      'utilisation',
      'vitesse',
      'キャッシュ',
      'パフォーマンス',
      '使用量',
    ],
    first: ['insights.site', 'insights.changes'],
  },
  {
    nouns: ['php', 'errors', 'cron'],
    titles: {
      en: 'PHP, errors and schedules',
      de: 'PHP, Fehler und Zeitpläne',
      es: 'PHP, errores y tareas',
      fr: 'PHP, erreurs et tâches',
      ja: 'PHP・エラー・予定',
    },
    also: [
      'php',
      'errors',
      'php errors',
      'cron',
      'schedules',
      'fehler',
      'errores',
      'erreurs',
      'taches',
      'tareas',
      'エラー',
    ],
    first: ['php.show', 'errors.list'],
  },
  {
    nouns: ['mail'],
    titles: { en: 'Mail', de: 'E-Mails', es: 'Correo', fr: 'E-mails', ja: 'メール' },
    also: ['mails', 'e-mail', 'email', 'emails', 'post', 'correos', 'courriel', 'courriels'],
    first: ['mail.list'],
  },
  {
    nouns: ['me', 'people', 'accounts', 'roles', 'access'],
    titles: {
      en: 'Members and access',
      de: 'Mitglieder und Zugriff',
      es: 'Miembros y acceso',
      fr: 'Membres et accès',
      ja: 'メンバーとアクセス',
    },
    also: [
      'members',
      'member',
      'people',
      'persons',
      'users',
      'accounts',
      'roles',
      'access',
      'team',
      'mitglieder',
      'personen',
      'rollen',
      'zugriff',
      'konten',
      'miembros',
      'personas',
      'roles',
      'acceso',
      'cuentas',
      'membres',
      'personnes',
      'acces',
      'comptes',
      'メンバー',
      '役割',
      'アクセス',
    ],
    first: ['people.invite', 'access.give'],
  },
  {
    nouns: ['sessions', 'tokens', 'programs', 'sign-in-rules'],
    titles: {
      en: 'Sign-in and tokens',
      de: 'Anmeldung und Tokens',
      es: 'Inicio de sesión y tokens',
      fr: 'Connexion et jetons',
      ja: 'サインインとトークン',
    },
    also: [
      'sign in',
      'sign-in',
      'signing in',
      'login',
      'sessions',
      'tokens',
      'token',
      'api tokens',
      'agents',
      'programs',
      'anmeldung',
      'sitzungen',
      'sesiones',
      'inicio de sesion',
      'connexion',
      'jetons',
      'sessions',
      'トークン',
      'サインイン',
      'セッション',
    ],
    first: ['sessions.list', 'tokens.create'],
  },
  {
    nouns: ['shards', 'bulk'],
    titles: {
      en: 'Shards and bulk changes',
      de: 'Shards und Sammeländerungen',
      es: 'Shards y cambios masivos',
      fr: 'Shards et changements en masse',
      ja: 'シャードと一括変更',
    },
    also: ['shards', 'shard', 'bulk', 'bulk changes', 'fleet', 'シャード'],
    first: ['shards.list', 'shards.map'],
  },
  {
    nouns: ['operations', 'audit'],
    titles: {
      en: 'Operations and audit',
      de: 'Vorgänge und Audit',
      es: 'Operaciones y auditoría',
      fr: 'Opérations et audit',
      ja: '操作と監査',
    },
    also: [
      'operations',
      'operation',
      'audit',
      'audit log',
      'vorgange',
      'operaciones',
      'auditoria',
      'operations',
      '操作',
      '監査',
    ],
    first: ['operations.list', 'audit.list'],
  },
  {
    nouns: ['platform', 'models'],
    titles: {
      en: 'The platform',
      de: 'Die Plattform',
      es: 'La plataforma',
      fr: 'La plateforme',
      ja: 'プラットフォーム',
    },
    also: [
      'platform',
      'status',
      'health',
      'models',
      'language model',
      'language models',
      'ai',
      'plattform',
      'modelle',
      'sprachmodell',
      'plataforma',
      'modelos',
      'plateforme',
      'modeles',
      'モデル',
    ],
    first: ['platform.status', 'models.show'],
  },
]

/** Those that any of the actions are of, in their order. */
export function groupsOf(actions: readonly AnyAction[]): { group: Group; actions: AnyAction[] }[] {
  const nouns = [...new Set(actions.map(nounOf))]
  const known = new Set(GROUPS.flatMap((group) => group.nouns))
  const others = nouns.filter((noun) => !known.has(noun)).map(ownGroup)
  return [...GROUPS, ...others].flatMap((group) => {
    const own = actions.filter((action) => group.nouns.includes(nounOf(action)))
    return own.length === 0 ? [] : [{ group, actions: own }]
  })
}

const nounOf = ({ name }: AnyAction) => name.split('.')[0] ?? name
const ownGroup = (noun: string): Group => ({ nouns: [noun], titles: {}, also: [], first: [] })

/** The group of that name, or of one of its nouns. */
export function groupCalled(
  said: string,
  actions: readonly AnyAction[],
  { fold }: Pick<Language, 'fold'>,
): Group | undefined {
  const words = fold(said).trim()
  return groupsOf(actions)
    .map(({ group }) => group)
    .find(({ nouns, titles, also }) =>
      [...nouns, ...also, ...Object.values(titles)].some((name) => fold(name) === words),
    )
}
