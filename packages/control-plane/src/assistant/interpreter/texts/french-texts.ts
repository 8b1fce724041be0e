import type { Site } from '@aipress/contract'
import type { Purged } from '../../purged.ts'
import { PRICES } from '../topics.ts'
import { ENGLISH_TEXTS } from './english-texts.ts'
import { FRENCH_FIGURES } from './figures/french-figures.ts'
import { FURTHER_ACTIONS } from './further-actions.ts'
import type { SummaryTexts } from './summaries.ts'
import type { Texts } from './texts.ts'

const SUMMARIES: SummaryTexts = {
  figures: FRENCH_FIGURES,
  states: {
    running: 'en marche',
    suspended: 'suspendu',
    deleted: 'supprimé',
    creating: 'en création',
    succeeded: 'fait',
    failed: 'échoué',
    undone: 'annulé',
    pending: 'en attente',
    administrator: 'administrateur',
    owner: 'propriétaire',
  },
  noSites: (isFiltered) =>
    isFiltered
      ? 'Il n’y a aucun site de ce genre. Dites « montre mes sites » pour tous les voir.'
      : 'Vous n’avez pas encore de site. Dites « crée un site appelé Corner Bakery » pour en créer un.',
  sites: (total, isFiltered) =>
    `${total === 1 ? 'Un site' : `${total} sites`}${isFiltered ? ' de ce genre' : ''} :`,
  more: '… et d’autres.',
  costs: (total, sites) =>
    `Vous payez $${total} par mois pour ${sites === 1 ? 'un site' : `${sites} sites`} :`,
  noCosts: 'Vous n’avez pas de site, donc vous ne payez rien.',
  site: (site, state) =>
    `${site.title} (${site.name}), ${state} : ${site.url}. Formule ${site.tier} à $${site.costUsdPerMonth} par mois, sur ${site.shardId}, avec WordPress ${site.wordpressVersion} et PHP ${site.phpVersion}.`,
  broughtBackUntil: (day) => `On peut le récupérer jusqu’au ${day}.`,
  login: (siteName) => `Voici votre connexion à ${siteName}. Elle sert une fois, pendant 5 minutes.`,
  nothingSlow: {
    'slow-request': (siteName) => `Aucune requête à ${siteName} n’a occupé PHP plus de deux secondes.`,
    'slow-query': (siteName) =>
      `Aucune requête de ${siteName} à la base de données n’a pris plus de deux secondes.`,
  },
  noLogs: (siteName) =>
    `Il n’y a encore rien dans les journaux de ${siteName}. Chaque visite y apparaît en une seconde.`,
  logs: (count, siteName) =>
    `${count === 1 ? 'La dernière ligne' : `Les ${count} dernières lignes`} de ${siteName} :`,
  hostnames: (siteName) => `${siteName} répond à :`,
  primary: 'principale',
  noOperations: 'Rien n’a encore été fait.',
  takingLong: ({ title, operationId }) =>
    `« ${title} » prend du temps et continue tout seul. Opération : ${operationId}.`,
  failed: (title) => `« ${title} » n’a pas marché.`,
  putBack: 'Tout est comme avant.',
  notCleanedUp: 'Le nettoyage n’a pas abouti non plus ; un administrateur devrait regarder.',
  done: (title) => `Fait : ${title}.`,
  created: (site) =>
    `${site.title} est prêt : ${site.url}, formule ${site.tier}, $${site.costUsdPerMonth} par mois. Dites « connecte-moi » pour ouvrir son wp-admin.`,
  renamed: (site) => `Il s’appelle maintenant ${site.title}, à l’adresse ${site.url}.`,
  suspended: (site) =>
    `${site.title} est hors ligne ; rien n’est perdu. Dites « remets-le en ligne » pour le retrouver.`,
  back: (site, state) =>
    site.state === 'running'
      ? `${site.title} est de retour : ${site.url}`
      : `${site.title} est de retour : ${state}.`,
  deleted: (site) => `${site.title} est supprimé.`,
  tierChanged: (site) =>
    `${site.title} a maintenant la formule ${site.tier}, pour $${site.costUsdPerMonth} par mois.`,
  purged: purgedInFrench,
  hostnameAdded: (hostname, site) => `${hostname} mène maintenant à ${site.title} (${site.url}).`,
  hostnameRemoved: (hostname, site) => `${hostname} ne mène plus à ${site.title} (${site.url}).`,
  noCron: (siteName) => `Rien n’est planifié sur ${siteName}.`,
  cron: (siteName) => `Sur ${siteName} est planifié :`,
  due: (when) => `prévu le ${when}`,
  nothingDue: (siteName) => `Rien n’est à faire sur ${siteName}, donc rien n’a été lancé.`,
  cronRan: (siteName) => `Ceci a tourné sur ${siteName} :`,
  cronResult: (problem) => (problem === undefined ? 'fait' : `échec. ${problem}`),
  healthy: (parts, sites) => `Tout va bien : ${parts} parties, ${sites} sites en marche.`,
  unhealthy: (parts) => `Tout ne va pas bien : ${parts}.`,
  shardMap: ({ shards, sites, roomToTarget, roomToMax }) =>
    `${shards} shards avec ${sites} sites. Il y a de la place pour ${roomToTarget} de plus avant qu’il faille de nouveaux shards, et pour ${roomToMax} au maximum.`,
  me: (name, role, account) => `Vous êtes ${name}, ${role} dans le compte ${account}.`,
  meOnSites: (name, sites) =>
    `Vous êtes ${name}, avec des droits sur ${sites === 1 ? 'un seul site' : `${sites} sites isolés`}.`,
  invited: ({ email, role, account, isNewAccount, before }) => {
    const what = `${role}, compte ${account}`
    if (before === undefined)
      return `${email} est invité (${what}${isNewAccount ? ', nouveau' : ''}). Donnez-lui le lien ci-dessus ; il sert une fois, pendant 7 jours.`
    const told = before.isSame
      ? `comme avant : ${what}`
      : `maintenant : ${what} ; avant : ${before.role}, compte ${before.account}`
    return `${email} est invité de nouveau (${told}). Donnez-lui le nouveau lien ci-dessus ; il sert une fois, pendant 7 jours, et l’ancien ne sert plus.`
  },
  printedNothing: 'Fait ; rien n’a été affiché.',
  printed: 'Le résultat :',
  exited: (code) => `La commande a fini avec le code ${code}.`,
  missing: (groups) => `${groups} ne répond pas ; ce que lui seul sait manque ici.`,
}

export const FRENCH_TEXTS: Texts & { readonly prices: string } = {
  prices: `Un site coûte par mois : ${PRICES}. Dites par exemple « passe corner-bakery en argent ».`,
  tooLong: 'C’est plus que je ne peux suivre, donc je n’ai rien fait. Dites-le en une phrase courte.',
  notPermitted: (what, role, whom) =>
    `Votre rôle (${role}) ne le permet pas : ${what}. Demandez à ${whom === 'owner' ? 'un propriétaire du compte' : 'un administrateur de la plateforme'}.`,
  barred: {
    token: (what) =>
      `Le jeton que vous utilisez n’est pas fait pour cela : ${what}. Prenez-en un autre, ou créez-en un avec plus de droits.`,
    program: (what) =>
      `Cela n’a pas été permis à ce programme : ${what}. Connectez-le à nouveau avec plus de droits, ou faites-le vous-même.`,
    acting: (what) =>
      `Impossible tant que vous agissez à la place de quelqu’un : ${what}. Cessez d’abord de le faire.`,
    'single-sites': (what) =>
      `Vos droits sur des sites isolés ne le permettent pas : ${what}. Demandez à un propriétaire du compte.`,
  },
  didNothing: 'D’accord, je n’ai rien fait.',
  sayPlainly: (what, sample) =>
    `Je n’ai rien fait. Si c’est ce que vous voulez (${what}), dites-le clairement : « ${sample} ».`,
  howTo: (what, sample) => `Pour ${what}, dites par exemple : « ${sample} ».`,
  oneSiteAtATime: 'Je le fais pour un site à la fois, pour que rien n’arrive par erreur. Lequel ?',
  oneThingAtATime: 'Je n’ai rien fait : je supprime une chose à la fois et demande avant chacune.',
  notAnOrder: (what, sample) =>
    `Je n’ai rien fait. Si c’est ce que vous voulez (${what}), dites : « ${sample} ».`,
  questions: {
    whichSite: 'Quel site ?',
    whichOne: 'Lequel voulez-vous dire ?',
    more: (count) => `… et ${count} de plus ; dites son nom.`,
    doYouMean: (title, name) => `Voulez-vous dire ${title} (${name}) ?`,
    isThatMeant: (what, name) => `Voulez-vous vraiment ${what} : ${name} ?`,
    reallyCalled: (value) => `Doit-il vraiment s’appeler « ${value} » ? Dites « oui », ou le bon nom.`,
    siteTitle: 'Comment le site doit-il s’appeler ?',
    newTitle: 'Quel sera son nouveau titre ?',
    hostname: 'Quel domaine ? Par exemple bakery.example.com.',
    shard: 'Quel shard ? Par exemple shard-001.',
    email: 'Quelle est l’adresse e-mail ?',
    accountOf: (email) => `De quel compte ${email} doit-il faire partie ? Personne n’est encore invité.`,
    command: 'Quelle commande WP-CLI ? Par exemple « plugin list ».',
    moment: 'À quelle heure ? Par exemple « hier à 14h05 » ; les heures sont en UTC.',
    choice: (input, values) => `${input} : ${values} ?`,
    called: () => 'Quel nom lui donner ?',
    input: (name) => `Quelle valeur pour « ${name} » ?`,
  },
  noDeletedSite: 'Il n’y a aucun site supprimé à récupérer.',
  noSiteYet: 'Il n’y a pas encore de site. Dites « crée un site appelé Corner Bakery » pour en créer un.',
  unknownSite: (said) => `Je ne connais aucun site appelé « ${said} ».`,
  listSites: 'Dites « montre mes sites » pour voir ceux qu’il y a.',
  didYouMean: (title, name) => `Vouliez-vous dire ${title} (${name}) ?`,
  didYouMeanOneOf: 'Vouliez-vous dire un de ceux-ci ?',
  hello: 'Bonjour !',
  help: (samples) => `Vous pouvez dire, par exemple :\n${samples.join('\n')}`,
  groups: {
    all: 'Voici ce que je sais faire, avec des exemples :',
    more: (group) => `Dites « aide sur ${group} » pour voir tout un groupe.`,
    of: (group) => `Voici ce que vous pouvez faire avec ${group} :`,
    notYours: (group) => `Votre rôle n’inclut rien de ce groupe (${group}).`,
  },
  welcome: 'De rien. Et maintenant ?',
  goodbye: 'Au revoir. Vos sites continuent de tourner.',
  identity:
    'Je suis l’assistant intégré d’AIPress : un petit programme sur cette plateforme qui comprend les demandes sur vos sites, sans aucun service dans le nuage.',
  nothingSince: 'Ce que vous avez dit depuis la dernière modification n’a rien changé.',
  nothingToUndo: 'Il n’y a rien dans cette conversation que je puisse annuler.',
  cannotUndo: (what) => `Je ne peux pas annuler cela de moi-même (${what}). Dites comment cela doit être.`,
  reallyUndo: (what) =>
    `La dernière modification dont je sais qu’elle a réussi est celle-ci : ${what}. Dois-je l’annuler ?`,
  leftAsItIs: (whats) =>
    `J’annule seulement la dernière de ces modifications ; ceci reste tel quel : ${whats.join(' ; ')}.`,
  tooMuchToUndo: (count, most) =>
    `Cela ferait ${count} modifications, et j’en annule ${most} au plus à la fois ; je n’ai donc rien fait. Dites une par une comment cela doit être.`,
  yesAndNo: ['Oui', 'Non'],
  noWayBack: {
    cache:
      'Le cache se remplit tout seul : chaque page est refaite à sa prochaine visite, il n’y a donc rien à annuler.',
    key: 'L’ancienne clé n’est plus connue, car les clés ne sont jamais lues : choisissez à nouveau le modèle avec sa clé, sur la page « Language model » ou avec "aipress model set".',
    link: 'L’ancien lien ne sert plus ; rien d’autre n’a été changé. Pour retirer l’invitation, dites « retire » et l’adresse.',
    price: 'Il n’y avait pas de prix avant, et un prix ne s’efface pas : donnez le bon, ou mettez-le à 0.',
  },
  nothingAsked: 'Je n’avais rien demandé. Que puis-je faire ?',
  notUnderstood: 'Je n’ai pas compris, donc je n’ai rien fait.',
  instead:
    'Je peux créer, montrer, renommer, suspendre, supprimer et récupérer des sites, relier des domaines, vous connecter, montrer les journaux et exécuter WP-CLI.',
  insteadHelp: 'Dites « aide » pour voir ce que je sais faire.',
  unusable: 'Je n’ai pas pu utiliser cela.',
  content: {
    alone:
      'Ce qu’il y a sur les pages d’un site, ses menus et son apparence se font dans son propre WordPress (wp-admin), pas d’ici : je n’ai donc rien fait.',
    where: (sample) =>
      `Dites « connecte-moi à ${sample} » pour y aller ; pour un site à part, « crée un site appelé Corner Bakery ».`,
    offer: (title) => `Voulez-vous un lien qui vous connecte au wp-admin de ${title} ?`,
    which: 'Pour quel site voulez-vous un lien qui vous connecte à son wp-admin ?',
  },
  done: 'Fait.',
  declined: (title) => `Refusé : ${title}.`,
  wrongName: (typed, wanted) => `« ${typed} » n’est pas le nom demandé (${wanted}), donc rien n’a été fait.`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'Un oui ne suffit pas ici' : `« ${text} » n’est pas le nom demandé`}, donc rien n’a été fait. Tapez ${name} pour continuer (${title}), ou dites « non ».`,
  actions: {
    ...FURTHER_ACTIONS.fr,
    'sites.create': 'créer un site',
    'sites.list': 'montrer les sites',
    'sites.show': 'montrer un site',
    'sites.logs': 'montrer les journaux',
    'sites.login': 'vous connecter à un site',
    'sites.suspend': 'suspendre un site',
    'sites.resume': 'réactiver un site',
    'sites.delete': 'supprimer un site',
    'sites.undelete': 'récupérer un site supprimé',
    'sites.rename': 'renommer un site',
    'sites.move': 'déplacer un site',
    'sites.tier': 'changer de formule',
    'sites.wp': 'exécuter WP-CLI',
    'cache.purge': 'vider le cache',
    'hostnames.add': 'relier un domaine',
    'hostnames.remove': 'retirer un domaine',
    'hostnames.list': 'montrer les domaines',
    'cron.list': 'montrer les tâches cron',
    'cron.run': 'lancer les tâches cron',
    'people.invite': 'inviter quelqu’un',
    'sessions.list': 'afficher vos sessions',
    'sessions.revoke': 'fermer une session',
    'sessions.revoke-others': 'fermer les autres sessions',
    'people.reset-password': 'réinitialiser un mot de passe',
    'people.remove-second-factor': 'retirer le second facteur d’une personne',
    'sign-in-rules.show': 'afficher les règles de connexion',
    'sign-in-rules.change': 'changer si un second facteur est exigé',
    'models.show': 'afficher le modèle de langage',
    'models.change': 'changer le modèle de langage',
    'models.test': 'tester le modèle de langage',
    'models.usage': 'afficher la consommation du modèle',
    'people.role': 'changer le rôle d’une personne',
    'access.list': 'afficher qui a accès à un site',
    'access.give': 'partager un site',
    'access.revoke': 'cesser de partager un site',
    'roles.list': 'expliquer les rôles',
    'people.list': 'afficher les membres',
    'people.remove': 'supprimer une personne',
    'people.impersonate': 'agir en tant qu’une autre personne',
    'people.stop-impersonating': 'cesser d’agir en tant qu’une autre personne',
    'accounts.create': 'créer un compte',
    'accounts.list': 'afficher les comptes',
    'tokens.create': 'créer un jeton d’API',
    'tokens.list': 'afficher les jetons',
    'tokens.revoke': 'révoquer un jeton',
    'programs.list': 'afficher les programmes connectés',
    'programs.disconnect': 'déconnecter un programme',
  },
  planOf: (steps) => `Un plan en ${steps} étapes`,
  costsIfApproved: (usd) => `Avec ce qui attend votre accord, ce sera $${usd} par mois.`,
  costsAMonth: (tier, usd) => `Un site ${tier} coûte $${usd} par mois.`,
  inputs: { tier: 'formule', role: 'rôle', state: 'état', kind: 'type', account: 'compte' },
  samples: { ...ENGLISH_TEXTS.samples, tier: 'argent', role: 'administrateur' },
  summaries: SUMMARIES,
}

function purgedInFrench(site: Site, purged: Purged): string {
  switch (purged.kind) {
    case 'page':
      return `La page ${purged.url} de ${site.title} est oubliée : les visiteurs la reçoivent fraîche. Le reste du cache n’a pas changé.`
    case 'tag':
      return `Les pages de ${site.title} avec le tag ${purged.tag} sont oubliées : les visiteurs les reçoivent fraîches. Le reste du cache n’a pas changé.`
    case 'pages':
      return `Toutes les pages en cache de ${site.title} sont oubliées : les visiteurs en reçoivent de fraîches. Le cache d’objets de WordPress est resté.`
    case 'objects':
      return `Le cache d’objets de ${site.title} est vide. Les pages en cache sont restées.`
    case 'all':
      return `Le cache de ${site.title} est vide : les visiteurs reçoivent des pages fraîches.`
  }
}
