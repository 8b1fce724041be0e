import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

/** Signing in, members, tokens and the model, mostly elsewhere than in English. */
const anna = { person: 'anna@example.com' }
const ben = { person: 'ben@example.com' }

export const ACCOUNT_UTTERANCES: readonly Utterance[] = [
  ...english(),
  ...german(),
  ...spanish(),
  ...french(),
  ...japanese(),
]

function english(): Utterance[] {
  const { says } = utterancesIn('en')
  return [
    says('add a passkey', /Account/),
    says('how do I turn on two-factor sign-in?', /Account/),
    says('change my password', /Account/),
    says('what can I do with members?', /invite anna@example\.com/),
    says('help with shards', /shard map/),
  ]
}

function german(): Utterance[] {
  const { call, on, nothing, ask, says } = utterancesIn('de')
  return [
    call('Wo bin ich überall angemeldet?', 'sessions.list'),
    call('Zeig mir bitte meine Sitzungen', 'sessions.list'),
    call('auf welchen Geräten bin ich angemeldet', 'sessions.list'),
    call('Beende die Sitzung kZ81jqLw', 'sessions.revoke', { session: 'kZ81jqLw' }),
    call('Melde mich auf allen anderen Geräten ab', 'sessions.revoke-others'),
    call('beende bitte alle anderen Sitzungen', 'sessions.revoke-others'),
    call('anna@example.com hat ihr Passwort vergessen', 'people.reset-password', anna),
    call('Setz das Passwort von ben@example.com zurück', 'people.reset-password', ben),
    call('Entferne den zweiten Faktor von anna@example.com', 'people.remove-second-factor', anna),
    call('Welches Sprachmodell benutzen wir?', 'models.show'),
    call('Wechsle das Sprachmodell zu google/gemini-3-flash', 'models.change', {
      model: 'google/gemini-3-flash',
    }),
    call('Teste mal das Sprachmodell', 'models.test'),
    call('Was kostet uns das Sprachmodell?', 'models.usage'),
    call('Mach ben@example.com zum Entwickler', 'people.role', { ...ben, role: 'developer' }),
    call('Ändere die Rolle von anna@example.com auf Betrachter', 'people.role', { ...anna, role: 'viewer' }),
    on('Wer hat Zugriff auf jazz?', 'access.list', 'jazz'),
    on('mit wem ist jazz geteilt', 'access.list', 'jazz'),
    on('Teile jazz mit ben@example.com', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Gib ben@example.com bitte Zugriff auf jazz', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Entziehe ben@example.com den Zugriff auf jazz', 'access.revoke', 'jazz', ben),
    call('Was darf ein Entwickler?', 'roles.list', { role: 'developer' }),
    call('Welche Rollen gibt es denn?', 'roles.list'),
    call('Zeige alle Mitglieder', 'people.list'),
    call('Welche Personen gibt es hier?', 'people.list'),
    call('Entferne die Person anna@example.com', 'people.remove', anna),
    call('Lege ein Konto namens Blaue Agentur an', 'accounts.create', { name: 'Blaue Agentur' }),
    call('Welche Kunden haben wir?', 'accounts.list'),
    call('Erstelle ein Token namens Deploy', 'tokens.create', { name: 'Deploy' }),
    call('Neues API-Token „Backup Skript“', 'tokens.create', { name: 'Backup Skript' }),
    call('Welche Tokens habe ich?', 'tokens.list'),
    call('Widerrufe das Token Deploy', 'tokens.revoke', { token: 'Deploy' }),
    call('Welche Programme sind verbunden?', 'programs.list'),
    call('Melde mich als anna@example.com an', 'people.impersonate', anna),
    ask('Ich brauche ein Token', 'name'),
    says('Richte einen Passkey ein', /Account/),
    nothing('Soll ich jazz mit ben@example.com teilen?'),
    nothing('Entferne anna@example.com nicht'),
    nothing('Wer hat das Token Deploy widerrufen?'),
    nothing('widerrufe alle Tokens'),
  ]
}

function spanish(): Utterance[] {
  const { call, on, nothing, ask, says } = utterancesIn('es')
  return [
    call('¿Dónde tengo la sesión iniciada?', 'sessions.list'),
    call('Muéstrame mis sesiones, por favor', 'sessions.list'),
    call('¿En qué dispositivos he iniciado sesión?', 'sessions.list'),
    call('Cierra la sesión kZ81jqLw', 'sessions.revoke', { session: 'kZ81jqLw' }),
    call('Cierra todas mis otras sesiones', 'sessions.revoke-others'),
    call('cierra sesión en los demás dispositivos', 'sessions.revoke-others'),
    call('anna@example.com ha olvidado su contraseña', 'people.reset-password', anna),
    call('Restablece la contraseña de ben@example.com', 'people.reset-password', ben),
    call('Quita el segundo factor de anna@example.com', 'people.remove-second-factor', anna),
    call('¿Qué modelo de lenguaje usamos?', 'models.show'),
    call('Cambia el modelo de lenguaje a google/gemini-3-flash', 'models.change', {
      model: 'google/gemini-3-flash',
    }),
    call('Prueba el modelo de lenguaje', 'models.test'),
    call('¿Cuánto cuesta el modelo de lenguaje?', 'models.usage'),
    call('Haz a ben@example.com desarrollador', 'people.role', { ...ben, role: 'developer' }),
    call('Cambia el rol de anna@example.com a lector', 'people.role', { ...anna, role: 'viewer' }),
    on('¿Quién tiene acceso a jazz?', 'access.list', 'jazz'),
    on('¿con quién está compartido jazz?', 'access.list', 'jazz'),
    on('Comparte jazz con ben@example.com', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Dale a ben@example.com acceso a jazz', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Deja de compartir jazz con ben@example.com', 'access.revoke', 'jazz', ben),
    call('¿Qué puede hacer un desarrollador?', 'roles.list', { role: 'developer' }),
    call('¿Qué roles hay?', 'roles.list'),
    call('Muestra los miembros', 'people.list'),
    call('¿Qué personas hay aquí?', 'people.list'),
    call('Elimina a la persona anna@example.com', 'people.remove', anna),
    call('Crea una cuenta llamada Agencia Azul', 'accounts.create', { name: 'Agencia Azul' }),
    call('¿Qué clientes tenemos?', 'accounts.list'),
    call('Crea un token llamado Despliegue', 'tokens.create', { name: 'Despliegue' }),
    call('Necesito un token de API para Copias', 'tokens.create', { name: 'Copias' }),
    call('¿Qué tokens tengo?', 'tokens.list'),
    call('Revoca el token Despliegue', 'tokens.revoke', { token: 'Despliegue' }),
    call('¿Qué programas están conectados?', 'programs.list'),
    call('Actúa como anna@example.com', 'people.impersonate', anna),
    ask('Quiero crear un token', 'name'),
    says('Añade una passkey', /Account/),
    nothing('¿Debería compartir jazz con ben@example.com?'),
    nothing('No elimines a anna@example.com'),
    nothing('¿Quién revocó el token Despliegue?'),
    nothing('revoca todos los tokens'),
  ]
}

function french(): Utterance[] {
  const { call, on, nothing, ask, says } = utterancesIn('fr')
  return [
    call('Où suis-je connecté ?', 'sessions.list'),
    call('Montre-moi mes sessions', 'sessions.list'),
    call('Sur quels appareils suis-je connecté ?', 'sessions.list'),
    call('Ferme la session kZ81jqLw', 'sessions.revoke', { session: 'kZ81jqLw' }),
    call('Déconnecte-moi de tous les autres appareils', 'sessions.revoke-others'),
    call('ferme toutes mes autres sessions', 'sessions.revoke-others'),
    call('anna@example.com a oublié son mot de passe', 'people.reset-password', anna),
    call('Réinitialise le mot de passe de ben@example.com', 'people.reset-password', ben),
    call('Retire le second facteur de anna@example.com', 'people.remove-second-factor', anna),
    call('Quel modèle de langage utilisons-nous ?', 'models.show'),
    call('Passe le modèle de langage à google/gemini-3-flash', 'models.change', {
      model: 'google/gemini-3-flash',
    }),
    call('Teste le modèle de langage', 'models.test'),
    call('Combien coûte le modèle de langage ?', 'models.usage'),
    call('Fais de ben@example.com un développeur', 'people.role', { ...ben, role: 'developer' }),
    call('Change le rôle de anna@example.com en lecteur', 'people.role', { ...anna, role: 'viewer' }),
    on('Qui a accès à jazz ?', 'access.list', 'jazz'),
    on('avec qui jazz est-il partagé ?', 'access.list', 'jazz'),
    on('Partage jazz avec ben@example.com', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Donne à ben@example.com accès à jazz', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('Arrête de partager jazz avec ben@example.com', 'access.revoke', 'jazz', ben),
    call('Que peut faire un développeur ?', 'roles.list', { role: 'developer' }),
    call('Quels rôles existent ?', 'roles.list'),
    call('Affiche les membres', 'people.list'),
    call('Quelles personnes y a-t-il ici ?', 'people.list'),
    call('Supprime la personne anna@example.com', 'people.remove', anna),
    call('Crée un compte nommé Agence Bleue', 'accounts.create', { name: 'Agence Bleue' }),
    call('Quels clients avons-nous ?', 'accounts.list'),
    call('Crée un jeton nommé Déploiement', 'tokens.create', { name: 'Déploiement' }),
    call('Il me faut un jeton d’API pour Sauvegarde', 'tokens.create', { name: 'Sauvegarde' }),
    call('Quels jetons ai-je ?', 'tokens.list'),
    call('Révoque le jeton Déploiement', 'tokens.revoke', { token: 'Déploiement' }),
    call('Quels programmes sont connectés ?', 'programs.list'),
    call('Agis en tant que anna@example.com', 'people.impersonate', anna),
    ask('Je voudrais un jeton', 'name'),
    says('Ajoute une passkey', /Account/),
    nothing('Est-ce que je devrais partager jazz avec ben@example.com ?'),
    nothing('Ne supprime pas anna@example.com'),
    nothing('Qui a révoqué le jeton Déploiement ?'),
    nothing('révoque tous les jetons'),
  ]
}

function japanese(): Utterance[] {
  const { call, on, nothing, ask, says } = utterancesIn('ja')
  return [
    call('どこでサインインしていますか', 'sessions.list'),
    call('私のセッションを見せて', 'sessions.list'),
    call('どの端末でサインインしていますか？', 'sessions.list'),
    call('セッション kZ81jqLw を終了して', 'sessions.revoke', { session: 'kZ81jqLw' }),
    call('他のセッションをすべて終了して', 'sessions.revoke-others'),
    call('他の端末からすべてサインアウトして', 'sessions.revoke-others'),
    call('anna@example.com がパスワードを忘れました', 'people.reset-password', anna),
    call('ben@example.com のパスワードをリセットして', 'people.reset-password', ben),
    call('anna@example.com の二要素認証を解除して', 'people.remove-second-factor', anna),
    call('どの言語モデルを使っていますか', 'models.show'),
    call('言語モデルを google/gemini-3-flash に変更して', 'models.change', {
      model: 'google/gemini-3-flash',
    }),
    call('言語モデルをテストして', 'models.test'),
    call('言語モデルの費用はいくらですか', 'models.usage'),
    call('ben@example.com を開発者にして', 'people.role', { ...ben, role: 'developer' }),
    call('anna@example.com の役割を閲覧者に変更して', 'people.role', { ...anna, role: 'viewer' }),
    on('jazz に誰がアクセスできますか', 'access.list', 'jazz'),
    on('jazz は誰と共有されていますか', 'access.list', 'jazz'),
    on('jazz を ben@example.com と共有して', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('ben@example.com に jazz へのアクセス権を与えて', 'access.give', 'jazz', { email: 'ben@example.com' }),
    on('ben@example.com との jazz の共有をやめて', 'access.revoke', 'jazz', ben),
    call('開発者は何ができますか', 'roles.list', { role: 'developer' }),
    call('どんな役割がありますか', 'roles.list'),
    call('メンバーを見せて', 'people.list'),
    call('メンバーの一覧を表示して', 'people.list'),
    call('メンバー anna@example.com を削除して', 'people.remove', anna),
    call('「青い代理店」というアカウントを作成して', 'accounts.create', { name: '青い代理店' }),
    call('どんな顧客がいますか', 'accounts.list'),
    call('「デプロイ」というトークンを作成して', 'tokens.create', { name: 'デプロイ' }),
    call('「バックアップ」という API トークンを作って', 'tokens.create', { name: 'バックアップ' }),
    call('私のトークンを見せて', 'tokens.list'),
    call('トークン「デプロイ」を無効にして', 'tokens.revoke', { token: 'デプロイ' }),
    call('接続されているプログラムを見せて', 'programs.list'),
    call('anna@example.com として操作して', 'people.impersonate', anna),
    ask('トークンが欲しい', 'name'),
    says('パスキーを追加して', /Account/),
    nothing('jazz を ben@example.com と共有すべきですか'),
    nothing('anna@example.com を削除しないで'),
    nothing('トークン「デプロイ」は誰が無効にしましたか'),
    nothing('トークンをすべて無効にして'),
  ]
}
