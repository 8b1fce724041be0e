import type { Phrasing } from './phrasing.ts'

/** What is asked of mail, the audit log, PHP, cron and the rules of sign-in. */
export const FRENCH_RECORD_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'mail.list',
    say: [
      'montre les e-mails',
      'montre les mails',
      'quels e-mails {site} a-t-il envoyés',
      'quels e-mails a envoyés {site}',
      'quels mails a envoyés {site}',
      'est-ce que {site} a envoyé des mails',
      'est-ce que {site} a envoyé des e-mails',
      '{site} a-t-il envoyé des mails',
      'affiche le courrier de {site}',
      'montre les e-mails de {site}',
      'montre les mails de {site}',
      'e-mails de {site}',
      'mails de {site}',
      'ouvre la boîte mail',
      'ouvre la boîte mail de {site}',
      'boîte mail de {site}',
    ],
  },
  {
    action: 'mail.show',
    say: [
      'ouvre le mail {mail}',
      'montre le mail {mail}',
      'affiche l’e-mail {mail}',
      'montre l’e-mail {mail}',
    ],
  },
  {
    action: 'audit.list',
    say: [
      'montre le journal d’audit',
      'journal d’audit',
      'affiche le journal d’activité',
      'montre l’historique des actions',
      'qui a fait quoi',
      'qui a changé quoi',
      'qui a changé quelque chose',
      'qui a modifié quelque chose',
      'journal d’audit de {site}',
      'montre le journal d’audit de {site}',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.rename' },
    say: ['qui a renommé {site}', 'qui a changé le titre de {site}', 'qui a changé le nom de {site}'],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.suspend' },
    say: ['qui a suspendu {site}', 'qui a mis {site} hors ligne', 'qui a désactivé {site}'],
  },
  { action: 'audit.list', fixed: { action: 'sites.create' }, say: ['qui a créé {site}'] },
  { action: 'audit.list', fixed: { action: 'sites.tier' }, say: ['qui a changé la formule de {site}'] },
  {
    action: 'audit.list',
    fixed: { action: 'people.sign-in', result: 'failed' },
    say: [
      'quelles connexions ont échoué',
      'connexions échouées',
      'montre les connexions échouées',
      'montre les échecs de connexion',
    ],
  },
  {
    action: 'audit.export',
    say: [
      'exporte le journal d’audit',
      'exporter le journal d’audit',
      'télécharge le journal d’audit',
      'exporte le journal d’audit en {format}',
    ],
  },
  {
    action: 'audit.verify',
    say: [
      'vérifie le journal d’audit',
      'vérifier le journal d’audit',
      'le journal d’audit est-il intact',
      'quelqu’un a-t-il modifié le journal d’audit',
      'contrôle le journal d’audit',
    ],
  },
  {
    action: 'php.show',
    say: [
      'montre les réglages PHP de {site}',
      'réglages PHP de {site}',
      'montre la configuration PHP de {site}',
      'configuration PHP de {site}',
      'quelle version de PHP utilise {site}',
      'quelle version de PHP a {site}',
      'version de PHP de {site}',
      'combien de mémoire a {site}',
      'quelle taille peuvent avoir les envois sur {site}',
      'quelle est la limite d’envoi de {site}',
      'quelle est la limite de mémoire de {site}',
    ],
  },
  {
    action: 'php.set',
    fixed: { reset: true },
    say: [
      'réinitialise les réglages PHP de {site}',
      'réinitialise la configuration PHP de {site}',
      'réinitialiser les réglages PHP de {site}',
    ],
  },
  {
    action: 'cron.list',
    say: [
      'qu’est-ce qui est prévu sur {site}',
      'quelles tâches planifiées a {site}',
      'quelles sont les tâches planifiées de {site}',
      'quand tourne la prochaine tâche de {site}',
      'quand tourne le prochain cron de {site}',
      'quand est la prochaine tâche de {site}',
      'quelles tâches cron ont échoué',
      'quelles tâches cron de {site} ont échoué',
      'quelles tâches planifiées de {site} ont échoué',
    ],
  },
  {
    action: 'cron.run',
    say: [
      'exécute les tâches en attente de {site}',
      'exécute maintenant les tâches en attente de {site}',
      'lance les tâches en attente de {site}',
      'fais tourner le cron de {site}',
    ],
  },
  {
    action: 'sign-in-rules.show',
    say: [
      'les administrateurs ont-ils besoin d’un second facteur',
      'qui n’a pas de second facteur',
      'qui n’a pas encore de second facteur',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'required' },
    say: [
      'rends le second facteur obligatoire',
      'les administrateurs doivent avoir un second facteur',
      'tous les administrateurs doivent avoir un second facteur',
    ],
  },
]
