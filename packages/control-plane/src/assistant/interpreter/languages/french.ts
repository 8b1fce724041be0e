import { FRENCH_ACCOUNT_PHRASINGS } from '../phrasings/french-account-phrasings.ts'
import { FRENCH_PHRASINGS } from '../phrasings/french-phrasings.ts'
import { FRENCH_QUESTION_PHRASINGS } from '../phrasings/french-question-phrasings.ts'
import { speedPhrasings } from '../phrasings/speed-phrasings.ts'
import { FRENCH_TEXTS } from '../texts/french-texts.ts'
import { BACKUPS, SIGN_OUT } from '../topics.ts'
import { fold } from '../words.ts'
import { createLanguage } from './create-language.ts'
import type { Part } from './language.ts'

export const FRENCH = createLanguage({
  code: 'fr',
  ideas: [
    'le la les l',
    'quel quels quelle quelles',
    'un une des',
    'mon ma mes',
    'mets mettre mettez met',
    'remets remettre remettez remet',
    'ouvre ouvrir ouvrez',
    'fonctionne marche tourne fonctionnent',
    'envoie envoyer envoyez',
    'rends rendre rendez',
    'de du d des',
    'son sa ses',
    'ce cet cette ces',
    'nouveau nouvel nouvelle nouveaux nouvelles',
    'crée créer créez monte monter ouvre ouvrir ouvrez génère cré fais faire',
    'montre montrer montrez affiche afficher affichez liste lister voir donne donner donnez dis',
    'supprime supprimer supprimez efface effacer effacez détruis détruire',
    'retire retirer retirez enlève enlever enlevez détache détacher supprime supprimer supprimez',
    'site blog boutique page website web',
    'sites blogs boutiques pages',
    'appelé appelée nommé nommée intitulé intitulée appelle nomme baptisé',
    'suspends suspendre suspendez suspend désactive désactiver désactivez pause éteins éteindre arrête arrêter arrêtez coupe couper',
    'réactive réactiver réactivez rallume rallumer rallumez relance relancer relancez active activer activez redémarre redémarrer redémarrez',
    'récupère récupérer récupérez restaure restaurer restaurez',
    'domaine hostname adresse',
    'domaines hostnames adresses',
    'journaux logs journal log',
    'erreurs erreur bugs',
    'connecte connecter connectez connexion accéder accède accédez entrer entre entrez',
    'renomme renommer renommez',
    'titre nom',
    'déplace déplacer déplacez migre migrer migrez transfère transférer bouge bouger',
    'vide vider videz purge purger purgez nettoie nettoyer nettoyez rafraîchis rafraîchir rafraîchissez',
    'relie relier reliez ajoute ajouter ajoutez associe associer associez connecte connecter branche brancher branchez lie lier rattache rattacher pointe',
    'utilise utiliser utilisez prends',
    'formule offre plan tarif',
    'coûte coûtent coûter coûtera prix',
    'paie paye payer facture dépense',
    'cron crons',
    'exécute exécuter exécutez lance lancer lancez',
    'état statut status situation',
    'bien ok ordre correct',
    'carte',
    'place espace capacité',
    'opérations opération tâches',
    'passé arrivé produit changé',
    'invite inviter invitez',
    'plugins plugin extensions extension',
    'planifié programmé prévu',
    'planifiées programmées prévues',
    'dernières derniers dernière dernier',
    'change changer changez modifie modifier modifiez',
    'passe passer passez',
    'plateforme système',
    'cherche chercher cherchez recherche rechercher trouve trouver trouvez',
  ],
  light:
    'le la les l un une des du de d mon ma mes me m moi te t toi tu vous nous je j il elle on se s son sa ses ce c cet cette ces et ou à a au aux en dans sur pour par que qu qui est sont y ne n encore ici là alors donc maintenant nouveau nouvel nouvelle nouveaux nouvelles svp stp tout tous toute toutes ai as avons avez ont lui leur va veux voudrais peux peut pouvez pourriez peut-être reste t-il t-elle il y même depuis plaît si faut besoin moment aimerais j',
  half: 'qu que qui quoi quel quels quelle quelles combien comment où quand pourquoi montre donne',
  orders:
    'crée créer créez supprime supprimer supprimez efface effacer effacez retire retirer enlève enlever suspends suspendre suspendez désactive désactiver réactive réactiver renomme renommer change changer modifie modifier déplace déplacer vide vider invite inviter installe installer copie copier arrête arrêter éteins éteindre rallume rallumer récupère récupérer restaure restaurer',
  furtherOrders:
    'montre montrer affiche afficher liste lister cherche chercher mets mettre remets remettre donne donner ouvre ouvrir connecte connecter relie relier exécute exécuter lance lancer passe passer migre migrer utilise utiliser ajoute ajouter fais faire je il dis prends peux pouvez pourriez',
  questions: 'que quoi qui quel quels quelle quelles combien comment où quand pourquoi est sont as a ai',
  insides:
    'log logs journal journaux article articles page pages plugin plugins extension extensions thème thèmes commentaire commentaires utilisateur utilisateurs personne personnes fichier fichiers image images photo photos média médias base bases données cache caches sauvegarde sauvegardes domaine domaines jeton jetons compte comptes mail mails courriel menu menus catégorie catégories brouillon brouillons réglage réglages contenu contenus tout rien titre nom mot visiteurs logo paragraphe',
  before: [
    'j aimerais que tu',
    'j aimerais bien',
    'j aimerais',
    'je voudrais bien',
    'je voudrais',
    'nous voudrions',
    'je veux',
    'je souhaite',
    'je dois',
    'il me faut',
    'peux tu me',
    'peux tu',
    'tu peux me',
    'tu peux',
    'pouvez vous me',
    'pouvez vous',
    'pourriez vous me',
    'pourriez vous',
    'pourrais tu me',
    'tu pourrais me',
    'tu pourrais',
    'vous pourriez me',
    'vous pourriez',
    'pouvez vous nous',
    'pourrais tu',
    'vous pouvez',
    'veuillez',
    'merci de',
    'merci d',
    'est ce que tu peux me',
    'est ce que tu peux',
    'est ce que vous pouvez',
    'je souhaiterais',
    'nous voulons',
    'on voudrait',
    'on veut',
    's il te plait',
    's il vous plait',
    ...'svp stp bonjour salut ok bon alors et puis maintenant ensuite aussi aipress oui'.split(' '),
  ],
  after: [
    's il te plait',
    's il vous plait',
    'merci beaucoup',
    'merci d avance',
    'si possible',
    'tout de suite',
    'pour le moment',
    'pour l instant',
    'dès que possible',
    'au total',
    'par mois',
    'chaque mois',
    'tous les mois',
    'pour moi',
    ...'svp stp merci maintenant immédiatement'.split(' '),
  ],
  contractions: {},
  pointers: [
    'ce site,le site,mon site,ce blog,cette page,celui ci,celui là',
    'le premier,le deuxième,le second,le troisième,le quatrième,le cinquième,le dernier,la première,la deuxième,la dernière',
    'le premier site,le deuxième site,le dernier site,l autre',
  ].flatMap((line) => line.split(',')),
  pronouns: 'le il lui son sa ses celui-ci',
  ordinals: [
    'premi(?:er|ere)',
    '(?:deuxieme|seconde?)',
    'troisieme',
    'quatrieme',
    'cinquieme',
    'sixieme',
    'septieme',
    'huitieme',
    'neuvieme',
    'dixieme',
  ],
  last: /\bderni(?:er|ere)\b/,
  numbers: {
    deux: 2,
    trois: 3,
    quatre: 4,
    cinq: 5,
    six: 6,
    sept: 7,
    huit: 8,
    neuf: 9,
    dix: 10,
    onze: 11,
    douze: 12,
    vingt: 20,
    trente: 30,
    cinquante: 50,
    cent: 100,
  },
  choices: {
    suspendu: 'suspended',
    suspendus: 'suspended',
    désactivés: 'suspended',
    pause: 'suspended',
    arretes: 'suspended',
    arrêtés: 'suspended',
    desactives: 'suspended',
    actifs: 'running',
    'en-ligne': 'running',
    supprimé: 'deleted',
    supprimés: 'deleted',
    supprimes: 'deleted',
    effacés: 'deleted',
    échoué: 'failed',
    echoué: 'failed',
    echoue: 'failed',
    échec: 'failed',
    echec: 'failed',
    ratées: 'failed',
    or: 'gold',
    argent: 'silver',
    bronze: 'bronze',
    administrateur: 'administrator',
    administratrice: 'administrator',
    admin: 'administrator',
    developpeur: 'developer',
    developpeuse: 'developer',
    lecteur: 'viewer',
    lectrice: 'viewer',
    observateur: 'viewer',
    operateur: 'operator',
    operatrice: 'operator',
    facturation: 'billing',
    proprietaire: 'owner',
    erreurs: 'error',
    erreur: 'error',
    acces: 'access',
  },
  inputs: { lignes: 'lines', ligne: 'lines', jours: 'days', secondes: 'seconds' },
  endings: ['s', 'r', 'z', 'nt', 'e', 'es', 'er', 'ez', 'é', 'és', 'ée'],
  negation: 'ne n pas jamais rien aucun aucune personne sans sauf surtout',
  many: 'tous toutes tout toute chaque sites blogs pages',
  howTo:
    /^(?:et |mais |alors )?(?:comment (?:je |on |puis|peut|faire|supprim|effac|suspend|cre|renomm|faut)|que se passe|qu'?est[- ]ce qu(?:i|e) (?:se passe|arrive)(?:rait)? si|qu'arrive|que signifie|que fait\b|dois[- ]je|devrais[- ]je|faut[- ]il|puis[- ]je|peut[- ]on|est[- ]ce (?:sur|possible|dangereux|que (?:je (?:dois|peux|devrais)|tu as|vous avez|quelqu|on))|quand\b|pourquoi\b|as[- ]tu|avez[- ]vous|qui a\b|si (?:je|on|nous)\b|explique|.* a[- ]t[- ](?:il|elle) ete\b)/,
  alsoDestroys: /\b(?:et|puis|ensuite|aussi) (?:supprime|efface|retire|enleve|detruis)(?:r|z|-l[ae]s?)?\b/,
  yes: /^(?:oui|ouais|ok|okay|d'? ?accord|bien sur|exact|exactement|c'? ?est ca|vas[- ]y|allez[- ]y|fais[- ]le|faites[- ]le|certainement|volontiers|tout a fait)(?:[,!. ]+(?:merci|svp|stp|s'?il (?:te|vous) plait|bien sur|vas[- ]y))*[.!]*$/,
  no: /^(?:non|annule[rz]?|jamais|rien|laisse tomber|laisse|plutot pas|pas maintenant|pas du tout|surtout pas|arrete|stop|aucun)(?![\p{L}])/u,
  introduces:
    /^(?:(?:appelle|nomme)-l[ea]|appelons-l[ea]|il (?:s['’]appelle(?:ra)?|doit s['’]appeler)|le (?:nom|titre) (?:est|sera)|ce sera|appelé|nommé|pourquoi pas|disons)\s*:?\s+/iu,
  politeEnd: /(?:,?\s+(?:merci|svp|stp|s['’]il (?:te|vous) pla[iî]t))+[.!]*$/iu,
  calledIn:
    /^(?:mon|ma|mes|un|une|le|la|notre|de|web)\s(?:.*?\s)?(?:appelée?|nommée?|intitulée?|qui s['’]appelle)\s+(.+)$/iu,
  onlyDescribed: /^(?:mon|ma|mes|un|une|notre|moi|nous|ça|cela|quelque chose|quelqu['’]un)(?:\s+\p{Ll}+)?$/u,
  beforeSite: '',
  afterSite: '',
  places: 'sur de du pour à dans vers en au d',
  joint:
    /\s*(?:,?\s+et\s+(?:puis|ensuite|après)\s+|,?\s+(?:puis|ensuite)\s+|;\s+|[.!]\s+(?=\p{L})|,?\s+et\s+|,\s+)/giu,
  greeting: /^(?:bonjour|salut|bonsoir|coucou|hello|bonne journee)(?: aipress| a tous)?$/,
  thanks:
    /^(?:merci|merci beaucoup|merci bien|mille mercis|super|parfait|genial|tres bien|formidable|impeccable)(?: merci)?$/,
  farewell: /^(?:au revoir|a bientot|a plus(?: tard)?|bonne nuit|bonne soiree|salut a tous|adieu)$/,
  help: /^(?:aide|a l aide|aide moi|aidez moi|que (?:sais|peux) tu faire|que pouvez vous faire|qu est ce que tu (?:sais|peux) faire|que puis je (?:faire|dire|demander)(?: ici)?|comment ca marche|j ai besoin d aide|commandes|options)$/,
  identity:
    /^(?:qui es tu|qui etes vous|qu es tu|tu es qui|es tu (?:un |une )?(?:humain|humaine|robot|bot|ia|machine|personne)|comment t appelles tu)$/,
  topics: [
    SIGN_OUT.fr,
    {
      about:
        /^(?!.*\b(?:supprim\w+|efface\w*)\b)(?=.*(?:\b(?:hier|avant-hier|etat|version)\b|\d{1,2}[:h]\d{2})).*\b(?:restaur\w+|retabli\w*|reviens|remets)\b/,
      missing: 'Ramener un site à un moment antérieur n’est pas encore possible.',
    },
    {
      about:
        /\b(?:passkeys?|cles? de securite|cles? d acces)\b|\b(?:active|ajoute|configure)\w*\b.*\b(?:second facteur|deux facteurs|2fa)\b|\bmon (?:propre )?mot de passe\b/,
      answer:
        'Le mot de passe, les passkeys et le second facteur se règlent sur la page « Account » de la console, pas dans le chat, car ce qui est dit ici est conservé.',
    },
    {
      about:
        /\b(?:quel(?:le)?s?|combien)\b.*\b(?:formules|offres|tarifs|prix)\b|^(?:formules|offres|tarifs|prix)$/,
      answer: FRENCH_TEXTS.prices,
    },
    { about: /\b(?:sauvegard(?:es?|er|ez)|backups?)\b/, answer: BACKUPS.fr },
    {
      about:
        /\b(?:install(?!e?es\b)\w+|woocommerce|elementor|jetpack)\b|\b(?:active|desactive|ajoute|change|supprime|retire|met)\w*\b.*\b(?:plugins?|themes?|extensions?)\b/,
      answer:
        'Les extensions, les thèmes et WordPress arrivent comme versions par AIPress ; les demander ici n’est pas encore possible. Celles qui sont là s’activent et se désactivent dans le wp-admin du site : dites « connecte-moi à corner-bakery » pour y aller.',
    },
    {
      about: /\b(?:mise a jour|mises a jour|mettre a jour|mets a jour|met a jour)\b/,
      missing: 'Mettre à jour WordPress, les extensions et les thèmes n’est pas encore possible.',
    },
    { about: /\b(?:clone\w*|duplique\w*|staging)\b/, missing: 'Cloner un site n’est pas encore possible.' },
    {
      about: /\b(?:certificats?|ssl|tls|https)\b(?!:)/,
      missing: 'Les certificats pour vos propres domaines ne sont pas encore disponibles.',
    },
    { about: /\b(?:redemarre\w*)\b/, missing: 'Redémarrer des parties à la main n’est pas encore possible.' },
    { about: /\b(?:s?ftp|ssh|git)\b/, missing: 'L’accès par SFTP et Git n’est pas encore disponible.' },
  ],
  time: {
    days: [
      ['avant[- ]hier', -2],
      ['hier', -1],
      ["aujourd'hui|aujourd’hui", 0],
      ['apres[- ]demain', 2],
      ['demain', 1],
    ],
    weekdays: 'dimanche lundi mardi mercredi jeudi vendredi samedi'.split(' '),
    months:
      'janv(?:ier)? fevr?(?:ier)? mars avr(?:il)? mai juin juil(?:let)? aout sept?(?:embre)? oct(?:obre)? nov(?:embre)? dec(?:embre)?'.split(
        ' ',
      ),
    units: [
      ['secondes?|sec', 1],
      ['minutes?|min', 60],
      ['heures?|h', 3_600],
      ['jours?', 86_400],
      ['semaines?', 604_800],
    ],
    ago: ['il y a', ''],
    fillers: 'a|le|la|depuis|dernier|vers|de',
    oClock: 'heures?|h',
    afternoon: "de l['’]apres-midi|du soir",
    clocks: [
      ['midi', '12:00'],
      ['minuit', '00:00'],
    ],
  },
  phrasings: [
    ...FRENCH_PHRASINGS,
    ...FRENCH_ACCOUNT_PHRASINGS,
    ...FRENCH_QUESTION_PHRASINGS,
    ...speedPhrasings('fr'),
  ],
  texts: FRENCH_TEXTS,
  fold: foldFrench,
  parts: elisions,
  verbComesFirst: false,
  slipsMayDestroy: false,
})

/** "Supprimé" is not "supprime": the accent at the end of a participle makes the word. */
function foldFrench(text: string): string {
  const [, ending] = /^\p{L}{3,}(ée?s?)$/iu.exec(text.normalize('NFC')) ?? []
  return ending === undefined ? fold(text) : `${fold(text).slice(0, -ending.length)}${ending.toLowerCase()}`
}

/** "L'hôte" is "l" and "hôte", and "montre-moi" is "montre" and "moi". */
function elisions(piece: string): readonly Part[] {
  const parts: Part[] = []
  let [rest, at] = [piece, 0]
  for (;;) {
    const lead = /^(?:qu|jusqu|lorsqu|puisqu|[ldjmtsnc])['’](?=\p{L})/iu.exec(rest)?.[0]
    if (lead === undefined) break
    parts.push({ text: lead.slice(0, -1), at })
    at += lead.length
    rest = rest.slice(lead.length)
  }
  const tail = /(?:-(?:t-)?(?:moi|toi|les?|la|lui|nous|vous|tu|je|ils?|elles?|on|ce))+$/iu.exec(rest)?.[0]
  if (tail === undefined || tail.length === rest.length) return [...parts, { text: rest, at }]
  const stem = rest.slice(0, -tail.length)
  const ends = [...tail.matchAll(/[^-]+/g)].map((match) => ({
    text: match[0],
    at: at + stem.length + match.index,
  }))
  return [...parts, { text: stem, at }, ...ends]
}
