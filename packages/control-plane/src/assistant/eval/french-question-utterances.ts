import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const { call, on, onIt, says, nothing, bakery } = utterancesIn('fr')
/** The evaluation's today and yesterday. */
const [today, yesterday] = ['2026-11-30', '2026-11-29']

const INSIGHTS: Utterance[] = [
  on('Pourquoi jazz est si lent ?', 'insights.site', 'jazz'),
  on('Pourquoi est-ce que jazz est lent ?', 'insights.site', 'jazz'),
  on('Pourquoi jazz était lent hier ?', 'insights.site', 'jazz', { range: 'yesterday' }),
  onIt('Pourquoi mon site est-il lent aujourd’hui ?', 'insights.site', { range: 'today' }),
  on('Pourquoi jazz met autant de temps à charger ?', 'insights.site', 'jazz'),
  on('Combien de temps met jazz à charger ?', 'insights.site', 'jazz'),
  call('Quels sites étaient lents hier ?', 'insights.sites', { by: 'latency', range: 'yesterday' }),
  call('Quel est le site le plus lent et pourquoi ?', 'insights.sites', { by: 'latency' }),
  call('Qui consomme le plus de bande passante ?', 'insights.sites', { by: 'bandwidth' }),
  call('Quel site utilise le plus de bande passante ce mois-ci ?', 'insights.sites', {
    by: 'bandwidth',
    range: 'this month',
  }),
  call('Quel site a eu le plus de trafic ces 7 derniers jours ?', 'insights.sites', {
    by: 'bandwidth',
    range: 'last 7 days',
  }),
  call('Quel site a le plus de visites ?', 'insights.sites', { by: 'visits' }),
  call('Quels sites ont eu le plus de visiteurs la semaine dernière ?', 'insights.sites', {
    by: 'visits',
    range: 'last week',
  }),
  call('Quels sites prennent le plus de place ?', 'insights.sites', { by: 'storage' }),
  on('Qu’est-ce qui a changé sur jazz ?', 'insights.changes', 'jazz'),
  on('Qu’est-ce qui a changé sur jazz depuis hier ?', 'insights.changes', 'jazz', {
    range: 'since yesterday',
  }),
  on('Qu’a-t-on changé sur jazz la semaine dernière ?', 'insights.changes', 'jazz', { range: 'last week' }),
  on('Montre-moi les changements de jazz', 'insights.changes', 'jazz'),
  onIt('Qu’est-ce qui y a changé aujourd’hui ?', 'insights.changes', { range: 'today' }),
  call('Quels sites ont des erreurs PHP aujourd’hui ?', 'insights.sites', {
    by: 'php-errors',
    range: 'today',
  }),
  call('Sites avec des erreurs PHP', 'insights.sites', { by: 'php-errors' }),
  call('Sur quels sites y a-t-il eu des erreurs aujourd’hui ?', 'insights.sites', {
    by: 'php-errors',
    range: 'today',
  }),
  on('Quelles erreurs a jazz ?', 'sites.logs', 'jazz', { kind: 'error' }),
  on('Montre-moi les erreurs PHP de jazz', 'sites.logs', 'jazz', { kind: 'php' }),
  call('Le shard 7 est-il plein ?', 'shards.show', { shard: '7' }),
  call('Combien de place reste-t-il sur shard-003 ?', 'shards.show', { shard: 'shard-003' }),
  call('Combien vais-je payer ce mois-ci ?', 'sites.list'),
  call('Combien je paie par mois ?', 'sites.list'),
  call('Combien me coûtent mes sites ?', 'sites.list'),
  call('À combien s’élève ma facture ?', 'sites.list'),
]

const USAGE: Utterance[] = [
  on('Combien de stockage utilise jazz ?', 'usage.show', 'jazz'),
  on('Combien de place prend jazz ?', 'usage.show', 'jazz'),
  bakery('Quelle est la taille de corner-bakery ?', 'usage.show'),
  on('Combien de visites a jazz ?', 'usage.show', 'jazz'),
  on('Combien de visiteurs jazz a-t-il eus ce mois-ci ?', 'usage.show', 'jazz'),
  on('Combien de bande passante jazz a-t-il consommée ce mois-ci ?', 'usage.show', 'jazz'),
  call('Montre-moi l’utilisation de mes sites', 'usage.show'),
  call('Quels sites ont dépassé leur limite ?', 'usage.show', { standing: 'over' }),
  call('Quels sites sont presque pleins ?', 'usage.show', { standing: 'near' }),
  on('Est-ce que jazz a dépassé sa limite ?', 'usage.show', 'jazz'),
]

const MAIL: Utterance[] = [
  call('Montre-moi les e-mails', 'mail.list'),
  on('Quels e-mails jazz a-t-il envoyés ?', 'mail.list', 'jazz'),
  on('Est-ce que jazz a envoyé des mails ?', 'mail.list', 'jazz'),
  on('Affiche le courrier de jazz', 'mail.list', 'jazz'),
  call('Ouvre la boîte mail', 'mail.list'),
  call('Ouvre le mail mail_0123456789abcde', 'mail.show', { mail: 'mail_0123456789abcde' }),
]

const AUDIT: Utterance[] = [
  call('Montre le journal d’audit', 'audit.list'),
  call('Affiche le journal d’activité', 'audit.list'),
  call('Qui a fait quoi ?', 'audit.list'),
  call('Qui a fait quoi hier ?', 'audit.list', { from: yesterday, to: yesterday }),
  call('Qui a changé quelque chose aujourd’hui ?', 'audit.list', { from: today }),
  on('Qui a renommé jazz ?', 'audit.list', 'jazz', { action: 'sites.rename' }),
  on('Qui a suspendu jazz ?', 'audit.list', 'jazz', { action: 'sites.suspend' }),
  call('Quelles connexions ont échoué ?', 'audit.list', { action: 'people.sign-in', result: 'failed' }),
  call('Exporte le journal d’audit', 'audit.export'),
  call('Vérifie le journal d’audit', 'audit.verify'),
]

const PHP: Utterance[] = [
  on('Montre les réglages PHP de jazz', 'php.show', 'jazz'),
  on('Quelle version de PHP utilise jazz ?', 'php.show', 'jazz'),
  on('Combien de mémoire a jazz ?', 'php.show', 'jazz'),
  on('Quelle taille peuvent avoir les envois sur jazz ?', 'php.show', 'jazz'),
  on('Réinitialise les réglages PHP de jazz', 'php.set', 'jazz', { reset: true }),
  on('Augmente la limite d’envoi de jazz à 128 Mo', 'php.set', 'jazz', { upload: '128 MB' }),
]

const CRON: Utterance[] = [
  on('Quelles tâches planifiées a jazz ?', 'cron.list', 'jazz'),
  on('Quelles tâches cron de jazz ont échoué ?', 'cron.list', 'jazz'),
  on('Qu’est-ce qui est prévu sur jazz ?', 'cron.list', 'jazz'),
  on('Quand tourne la prochaine tâche de jazz ?', 'cron.list', 'jazz'),
  on('Lance les tâches planifiées de jazz', 'cron.run', 'jazz'),
  on('Exécute maintenant les tâches en attente de jazz', 'cron.run', 'jazz'),
]

const SIGNING_IN: Utterance[] = [
  call('Quelles sont les règles de connexion ?', 'sign-in-rules.show'),
  call('Les administrateurs ont-ils besoin d’un second facteur ?', 'sign-in-rules.show'),
  call('Qui n’a pas encore de second facteur ?', 'sign-in-rules.show'),
  call('Rends le second facteur obligatoire', 'sign-in-rules.change', { secondFactor: 'required' }),
  call('Tous les administrateurs doivent avoir un second facteur', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
]

/** What resembles these. */
const NEITHER: Utterance[] = [
  nothing('Je ne sais pas pourquoi'),
  nothing('Écris un mail à anna@example.com'),
  nothing('Il fait mauvais aujourd’hui'),
  says('Fais une sauvegarde de jazz', /sauvegarde/i),
]

export const FRENCH_QUESTIONS: readonly Utterance[] = [
  ...INSIGHTS,
  ...USAGE,
  ...MAIL,
  ...AUDIT,
  ...PHP,
  ...CRON,
  ...SIGNING_IN,
  ...NEITHER,
]
