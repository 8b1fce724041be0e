import type { Phrasing } from './phrasing.ts'

/** How French speakers ask for sign-in, members, tokens and the language model. The first of each is the one that help shows. */
export const FRENCH_ACCOUNT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'sessions.list',
    say: [
      'montre mes sessions',
      'mes sessions',
      'quelles sessions ai-je',
      'où suis-je connecté',
      'où suis-je connectée',
      'sur quels appareils suis-je connecté',
      'sur quels appareils suis-je connectée',
      'montre mes appareils',
    ],
  },
  {
    action: 'sessions.revoke',
    say: ['ferme la session {session}', 'termine la session {session}', 'révoque la session {session}'],
  },
  {
    action: 'sessions.revoke-others',
    say: [
      'ferme mes autres sessions',
      'ferme toutes mes autres sessions',
      'ferme toutes les autres sessions',
      'déconnecte-moi de tous les autres appareils',
      'déconnecte-moi des autres appareils',
      'déconnecte-moi partout ailleurs',
    ],
  },
  {
    action: 'people.reset-password',
    say: [
      'réinitialise le mot de passe de {person}',
      'réinitialiser le mot de passe de {person}',
      '{person} a oublié son mot de passe',
      '{person} a oublié le mot de passe',
      '{person} a perdu son mot de passe',
      'nouveau mot de passe pour {person}',
    ],
  },
  {
    action: 'people.remove-second-factor',
    say: [
      'retire le second facteur de {person}',
      'supprime le second facteur de {person}',
      'enlève le second facteur de {person}',
      'retire le deuxième facteur de {person}',
    ],
  },
  {
    action: 'models.show',
    say: [
      'quel modèle de langage utilisons-nous',
      'quel modèle de langage est utilisé',
      'quel modèle de langage est configuré',
      'montre le modèle de langage',
      'quel modèle utilise l’assistant',
    ],
  },
  {
    action: 'models.change',
    say: [
      'change le modèle de langage pour {model}',
      'passe le modèle de langage à {model}',
      'passe au modèle de langage {model}',
      'utilise le modèle de langage {model}',
    ],
  },
  {
    action: 'models.test',
    say: [
      'teste le modèle de langage',
      'vérifie le modèle de langage',
      'essaie le modèle de langage',
      'le modèle de langage répond-il',
    ],
  },
  {
    action: 'models.usage',
    say: [
      'combien coûte le modèle de langage',
      'combien nous coûte le modèle de langage',
      'combien coûte l’IA',
      'combien de jetons le modèle de langage a-t-il utilisés',
      'combien de jetons l’assistant a-t-il utilisés',
      'consommation du modèle de langage',
    ],
  },
  {
    action: 'people.role',
    say: [
      'fais de {person} un {role}',
      'fais de {person} une {role}',
      'change le rôle de {person} en {role}',
      'change le rôle de {person} pour {role}',
      'donne à {person} le rôle {role}',
      'donne à {person} le rôle de {role}',
      '{person} doit être {role}',
      '{person} devient {role}',
    ],
  },
  {
    action: 'access.list',
    say: [
      'qui a accès à {site}',
      'qui peut voir {site}',
      'qui peut travailler sur {site}',
      'qui travaille sur {site}',
      'avec qui {site} est-il partagé',
      'avec qui est partagé {site}',
      'montre les accès à {site}',
    ],
  },
  {
    action: 'access.give',
    say: [
      'partage {site} avec {email}',
      'partage {site} avec {email} comme {role}',
      'partage {site} avec {email} en tant que {role}',
      'donne à {email} accès à {site}',
      'donne accès à {site} à {email}',
      'donne à {email} l’accès à {site}',
      'laisse {email} travailler sur {site}',
    ],
  },
  {
    action: 'access.revoke',
    say: [
      'arrête de partager {site} avec {person}',
      'ne partage plus {site} avec {person}',
      'retire à {person} l’accès à {site}',
      'retire l’accès de {person} à {site}',
      'révoque l’accès de {person} à {site}',
    ],
  },
  {
    action: 'roles.list',
    say: [
      'quels rôles existent',
      'quels rôles y a-t-il',
      'montre les rôles',
      'explique les rôles',
      'que peut faire un {role}',
      'que peut faire une {role}',
      'que peut faire le rôle {role}',
      'que signifie le rôle {role}',
      'qui peut faire quoi',
    ],
  },
  {
    action: 'people.list',
    say: [
      'affiche les membres',
      'montre les membres',
      'quels membres y a-t-il',
      'qui sont les membres',
      'montre les personnes',
      'quelles personnes y a-t-il',
      'liste les membres',
      'membres',
    ],
  },
  {
    action: 'people.remove',
    say: [
      'supprime {person}',
      'supprime la personne {person}',
      'supprime le membre {person}',
      'retire {person}',
      'retire la personne {person}',
      'enlève {person}',
    ],
  },
  {
    action: 'people.impersonate',
    say: [
      'agis en tant que {person}',
      'agis comme {person}',
      'connecte-moi en tant que {person}',
      'agis en tant que {person} pendant {minutes} minutes',
    ],
  },
  {
    action: 'people.stop-impersonating',
    say: [
      'arrête d’agir en tant que quelqu’un d’autre',
      'cesse d’agir en tant que client',
      'redeviens moi-même',
    ],
  },
  {
    action: 'accounts.create',
    say: [
      'crée un compte nommé {name}',
      'crée un compte pour {name}',
      'crée un client nommé {name}',
      'nouveau compte {name}',
      'nouveau client {name}',
      'crée un compte',
    ],
  },
  {
    action: 'accounts.list',
    say: [
      'montre les comptes',
      'quels comptes existent',
      'quels comptes y a-t-il',
      'montre nos clients',
      'quels clients avons-nous',
      'combien de clients avons-nous',
    ],
  },
  {
    action: 'tokens.create',
    say: [
      'crée un jeton nommé {name}',
      'crée un jeton pour {name}',
      'crée un jeton d’API nommé {name}',
      'crée un jeton d’API pour {name}',
      'crée un jeton nommé {name} pour {days} jours',
      'crée une clé d’API nommée {name}',
      'nouveau jeton {name}',
      'un jeton pour {name}',
      'un jeton d’API pour {name}',
      'un jeton nommé {name}',
      'un jeton',
      'crée un jeton',
      'créer un jeton',
    ],
  },
  {
    action: 'tokens.list',
    say: ['montre mes jetons', 'quels jetons ai-je', 'quels jetons d’API existent', 'mes jetons'],
  },
  {
    action: 'tokens.revoke',
    say: [
      'révoque le jeton {token}',
      'supprime le jeton {token}',
      'révoquer le jeton {token}',
      'révoque un jeton',
    ],
  },
  {
    action: 'programs.list',
    say: [
      'quels programmes sont connectés',
      'montre les programmes connectés',
      'mes programmes connectés',
      'quels agents sont connectés',
    ],
  },
  {
    action: 'programs.disconnect',
    say: [
      'déconnecte le programme {program}',
      'déconnecter le programme {program}',
      'déconnecte l’agent {program}',
    ],
  },
]
