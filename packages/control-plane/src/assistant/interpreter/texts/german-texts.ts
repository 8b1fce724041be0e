import type { Site } from '@aipress/contract'
import type { Purged } from '../../purged.ts'
import { PRICES } from '../topics.ts'
import { ENGLISH_TEXTS } from './english-texts.ts'
import { GERMAN_FIGURES } from './figures/german-figures.ts'
import { FURTHER_ACTIONS } from './further-actions.ts'
import type { SummaryTexts } from './summaries.ts'
import type { Texts } from './texts.ts'

const SUMMARIES: SummaryTexts = {
  figures: GERMAN_FIGURES,
  states: {
    running: 'läuft',
    suspended: 'gesperrt',
    deleted: 'gelöscht',
    creating: 'wird erstellt',
    succeeded: 'erledigt',
    failed: 'fehlgeschlagen',
    undone: 'zurückgenommen',
    pending: 'wartet',
    administrator: 'Administrator',
    owner: 'Inhaber',
  },
  noSites: (isFiltered) =>
    isFiltered
      ? 'Es gibt keine solche Website. Mit „zeige meine Websites“ siehst du alle.'
      : 'Du hast noch keine Website. Sag „erstelle eine Website namens Corner Bakery“.',
  sites: (total, isFiltered) =>
    `${total === 1 ? 'Eine Website' : `${total} Websites`}${isFiltered ? ', auf die das zutrifft' : ''}:`,
  more: '… und mehr.',
  costs: (total, sites) =>
    `Du zahlst $${total} im Monat für ${sites === 1 ? 'eine Website' : `${sites} Websites`}:`,
  noCosts: 'Du hast keine Websites, also zahlst du nichts.',
  site: (site, state) =>
    `${site.title} (${site.name}) – ${state}: ${site.url}. Tarif ${site.tier} für $${site.costUsdPerMonth} im Monat, auf ${site.shardId}, mit WordPress ${site.wordpressVersion} und PHP ${site.phpVersion}.`,
  broughtBackUntil: (day) => `Bis ${day} lässt sie sich wiederherstellen.`,
  login: (siteName) => `Hier ist deine Anmeldung bei ${siteName}. Sie gilt einmal und 5 Minuten lang.`,
  nothingSlow: {
    'slow-request': (siteName) => `Keine Anfrage an ${siteName} hat PHP mehr als zwei Sekunden gekostet.`,
    'slow-query': (siteName) => `Keine Datenbankabfrage von ${siteName} hat mehr als zwei Sekunden gedauert.`,
  },
  noLogs: (siteName) =>
    `In den Logs von ${siteName} steht noch nichts. Jeder Besuch erscheint dort binnen einer Sekunde.`,
  logs: (count, siteName) =>
    `${count === 1 ? 'Die neueste Zeile' : `Die neuesten ${count} Zeilen`} von ${siteName}:`,
  hostnames: (siteName) => `${siteName} ist erreichbar unter:`,
  primary: 'Hauptadresse',
  noOperations: 'Bisher ist nichts geschehen.',
  takingLong: ({ title, operationId }) =>
    `„${title}“ dauert noch und läuft von selbst weiter. Vorgang: ${operationId}.`,
  failed: (title) => `„${title}“ hat nicht geklappt.`,
  putBack: 'Alles ist wieder, wie es war.',
  notCleanedUp: 'Auch das Aufräumen ist nicht fertig geworden; ein Administrator sollte nachsehen.',
  done: (title) => `Erledigt: ${title}.`,
  created: (site) =>
    `${site.title} ist fertig: ${site.url} – Tarif ${site.tier}, $${site.costUsdPerMonth} im Monat. Mit „melde mich an“ kommst du ins wp-admin.`,
  renamed: (site) => `Die Website heißt jetzt ${site.title} und liegt unter ${site.url}.`,
  suspended: (site) =>
    `${site.title} ist offline; nichts ging verloren. Mit „bring sie wieder online“ ist sie zurück.`,
  back: (site, state) =>
    site.state === 'running'
      ? `${site.title} ist zurück: ${site.url}`
      : `${site.title} ist zurück: ${state}.`,
  deleted: (site) => `${site.title} ist gelöscht.`,
  tierChanged: (site) =>
    `${site.title} hat jetzt den Tarif ${site.tier}, für $${site.costUsdPerMonth} im Monat.`,
  purged: purgedInGerman,
  hostnameAdded: (hostname, site) => `${hostname} führt jetzt zu ${site.title} (${site.url}).`,
  hostnameRemoved: (hostname, site) => `${hostname} führt nicht mehr zu ${site.title} (${site.url}).`,
  noCron: (siteName) => `Bei ${siteName} ist nichts geplant.`,
  cron: (siteName) => `Bei ${siteName} ist geplant:`,
  due: (when) => `fällig ${when}`,
  nothingDue: (siteName) => `Bei ${siteName} ist nichts fällig, also lief nichts.`,
  cronRan: (siteName) => `Das lief bei ${siteName}:`,
  cronResult: (problem) => (problem === undefined ? 'erledigt' : `fehlgeschlagen. ${problem}`),
  healthy: (parts, sites) => `Alles ist in Ordnung: ${parts} Teile, ${sites} laufende Websites.`,
  unhealthy: (parts) => `Nicht alles ist in Ordnung: ${parts}.`,
  shardMap: ({ shards, sites, roomToTarget, roomToMax }) =>
    `${shards} Shards mit ${sites} Websites. Platz ist für ${roomToTarget} weitere, bevor neue Shards nötig sind, und höchstens für ${roomToMax}.`,
  me: (name, role, account) => `Du bist ${name}, ${role} im Konto ${account}.`,
  meOnSites: (name, sites) =>
    `Du bist ${name}, mit Rechten auf ${sites === 1 ? 'einer einzelnen Website' : `${sites} einzelnen Websites`}.`,
  invited: ({ email, role, account, isNewAccount, before }) => {
    const what = `${role}, Konto ${account}`
    if (before === undefined)
      return `${email} ist eingeladen (${what}${isNewAccount ? ', neu angelegt' : ''}). Gib den Link oben weiter; er gilt einmal und 7 Tage lang.`
    const told = before.isSame
      ? `wie bisher: ${what}`
      : `jetzt: ${what}; bisher: ${before.role}, Konto ${before.account}`
    return `${email} ist erneut eingeladen (${told}). Gib den neuen Link oben weiter; er gilt einmal und 7 Tage lang, der frühere nicht mehr.`
  },
  printedNothing: 'Erledigt; es gab keine Ausgabe.',
  printed: 'Die Ausgabe:',
  exited: (code) => `Das endete mit Code ${code}.`,
  missing: (groups) => `${groups} antwortet nicht; was nur dort bekannt ist, fehlt hier.`,
}

export const GERMAN_TEXTS: Texts & { readonly prices: string } = {
  prices: `Eine Website kostet im Monat: ${PRICES}. Sag zum Beispiel „wechsle den Tarif von corner-bakery auf Silber“.`,
  tooLong: 'Das ist mehr, als ich verstehe, also habe ich nichts getan. Bitte sag es in einem kurzen Satz.',
  notPermitted: (what, role, whom) =>
    `Das erlaubt deine Rolle (${role}) nicht: ${what}. Wende dich an ${whom === 'owner' ? 'einen Inhaber des Kontos' : 'einen Administrator der Plattform'}.`,
  barred: {
    token: (what) =>
      `Dafür ist das Token, das du benutzt, nicht gemacht: ${what}. Nimm ein anderes oder mache eines mit mehr Rechten.`,
    program: (what) =>
      `Das wurde diesem Programm nicht erlaubt: ${what}. Verbinde es neu mit mehr Rechten, oder tu es selbst.`,
    acting: (what) => `Das geht nicht, solange du für jemand anderen handelst: ${what}. Beende das zuerst.`,
    'single-sites': (what) =>
      `Deine Rechte auf einzelnen Websites erlauben das nicht: ${what}. Wende dich an einen Inhaber des Kontos.`,
  },
  didNothing: 'Gut, ich habe nichts getan.',
  sayPlainly: (what, sample) =>
    `Ich habe nichts getan. Wenn du das willst (${what}), sag es geradeheraus: „${sample}“.`,
  howTo: (what, sample) => `Dafür (${what}) sag zum Beispiel: „${sample}“.`,
  oneSiteAtATime:
    'Das mache ich für eine Website nach der anderen, damit nichts aus Versehen geschieht. Welche?',
  oneThingAtATime: 'Ich habe nichts getan: Ich lösche eines nach dem anderen und frage jedes Mal vorher.',
  notAnOrder: (what, sample) => `Ich habe nichts getan. Wenn du das willst (${what}), sag: „${sample}“.`,
  questions: {
    whichSite: 'Welche Website?',
    whichOne: 'Welche meinst du?',
    more: (count) => `… und ${count} weitere; nenne ihren Namen.`,
    doYouMean: (title, name) => `Meinst du ${title} (${name})?`,
    isThatMeant: (what, name) => `Soll ich das wirklich tun: ${what} – ${name}?`,
    reallyCalled: (value) => `Soll es wirklich „${value}“ heißen? Sag „ja“ oder den richtigen Namen.`,
    siteTitle: 'Wie soll die Website heißen?',
    newTitle: 'Wie soll ihr neuer Titel lauten?',
    hostname: 'Welche Domain? Zum Beispiel bakery.example.com.',
    shard: 'Welcher Shard? Zum Beispiel shard-001.',
    email: 'Wie lautet die E-Mail-Adresse?',
    accountOf: (email) => `Zu welchem Konto soll ${email} gehören? Noch ist niemand eingeladen.`,
    command: 'Welcher WP-CLI-Befehl? Zum Beispiel „plugin list“.',
    moment: 'Um welche Zeit? Zum Beispiel „gestern 14:05“; Zeiten sind in UTC.',
    choice: (input, values) => `${input}: ${values}?`,
    called: () => 'Wie soll es heißen?',
    input: (name) => `Welcher Wert für „${name}“?`,
  },
  noDeletedSite: 'Es gibt keine gelöschte Website, die ich zurückholen könnte.',
  noSiteYet: 'Es gibt noch keine Website. Sag „erstelle eine Website namens Corner Bakery“.',
  unknownSite: (said) => `Ich kenne keine Website namens „${said}“.`,
  listSites: 'Mit „zeige meine Websites“ siehst du, welche es gibt.',
  didYouMean: (title, name) => `Meinst du ${title} (${name})?`,
  didYouMeanOneOf: 'Meinst du eine von diesen?',
  hello: 'Hallo!',
  help: (samples) => `Du kannst zum Beispiel sagen:\n${samples.join('\n')}`,
  groups: {
    all: 'Das kann ich, mit Beispielen:',
    more: (group) => `Sag „Hilfe zu ${group}“, um alles einer Gruppe zu sehen.`,
    of: (group) => `Das geht mit ${group}:`,
    notYours: (group) => `Deine Rolle umfasst nichts aus dieser Gruppe (${group}).`,
  },
  welcome: 'Gern geschehen. Was kommt als Nächstes?',
  goodbye: 'Auf Wiedersehen. Deine Websites laufen weiter.',
  identity:
    'Ich bin der eingebaute Assistent von AIPress: ein kleines Programm auf dieser Plattform, das Wünsche zu deinen Websites versteht, ohne einen Cloud-Dienst.',
  nothingSince: 'Was du seit der letzten Änderung gesagt hast, hat nichts geändert.',
  nothingToUndo: 'In diesem Gespräch gibt es nichts, was ich zurücknehmen könnte.',
  cannotUndo: (what) =>
    `Das kann ich nicht von selbst zurücknehmen (${what}). Sag, wie es stattdessen sein soll.`,
  reallyUndo: (what) =>
    `Die letzte Änderung, von der ich weiß, dass sie gelungen ist, war diese: ${what}. Soll ich sie zurücknehmen?`,
  leftAsItIs: (whats) =>
    `Ich nehme nur die letzte dieser Änderungen zurück; das bleibt, wie es ist: ${whats.join('; ')}.`,
  tooMuchToUndo: (count, most) =>
    `Das wären ${count} Änderungen, und ich nehme höchstens ${most} zusammen zurück. Ich habe nichts getan; sag einzeln, wie es stattdessen sein soll.`,
  yesAndNo: ['Ja', 'Nein'],
  noWayBack: {
    cache:
      'Der Cache füllt sich von selbst wieder: Jede Seite wird beim nächsten Besuch neu erzeugt. Zurückzunehmen gibt es nichts.',
    key: 'Der frühere Schlüssel ist nicht mehr bekannt, denn Schlüssel werden nie gelesen. Wähle das Modell mit seinem Schlüssel neu, auf der Seite „Language model“ oder mit "aipress model set".',
    link: 'Der frühere Link gilt nicht mehr, sonst wurde nichts geändert. Um die Einladung zurückzuziehen, sag „entferne“ und die Adresse.',
    price:
      'Vorher gab es keinen Preis, und ein Preis lässt sich nicht löschen: Nenne den richtigen, oder setze ihn auf 0.',
  },
  nothingAsked: 'Ich hatte nichts gefragt. Was soll ich tun?',
  notUnderstood: 'Das habe ich nicht verstanden, also habe ich nichts getan.',
  instead:
    'Ich kann Websites erstellen, zeigen, umbenennen, sperren, löschen und zurückholen, Domains verbinden, dich anmelden, Logs zeigen und WP-CLI ausführen.',
  insteadHelp: 'Sag „Hilfe“, um zu sehen, was ich kann.',
  unusable: 'Damit konnte ich nichts anfangen.',
  content: {
    alone:
      'Was auf den Seiten einer Website steht, ihre Menüs und ihr Aussehen entstehen in ihrem eigenen WordPress (wp-admin), nicht von hier aus; ich habe also nichts getan.',
    where: (sample) =>
      `Mit „melde mich bei ${sample} an“ kommst du dorthin; für eine eigene Website sag „erstelle eine Website namens Corner Bakery“.`,
    offer: (title) => `Soll ich einen Link machen, der dich im wp-admin von ${title} anmeldet?`,
    which: 'Für welche Website soll ich einen Link machen, der dich in ihrem wp-admin anmeldet?',
  },
  done: 'Erledigt.',
  declined: (title) => `Abgelehnt: ${title}.`,
  wrongName: (typed, wanted) =>
    `„${typed}“ ist nicht der verlangte Name (${wanted}), also wurde nichts getan.`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'Ein Ja genügt hier nicht' : `„${text}“ ist nicht der verlangte Name`}, also wurde nichts getan. Tippe ${name}, um fortzufahren (${title}), oder sag „nein“.`,
  actions: {
    ...FURTHER_ACTIONS.de,
    'sites.create': 'eine Website erstellen',
    'sites.list': 'Websites auflisten',
    'sites.show': 'eine Website zeigen',
    'sites.logs': 'Logs zeigen',
    'sites.login': 'bei einer Website anmelden',
    'sites.suspend': 'eine Website sperren',
    'sites.resume': 'eine Website reaktivieren',
    'sites.delete': 'eine Website löschen',
    'sites.undelete': 'eine gelöschte Website zurückholen',
    'sites.rename': 'eine Website umbenennen',
    'sites.move': 'eine Website verschieben',
    'sites.tier': 'den Tarif wechseln',
    'sites.wp': 'WP-CLI ausführen',
    'cache.purge': 'den Cache leeren',
    'hostnames.add': 'eine Domain verbinden',
    'hostnames.remove': 'eine Domain entfernen',
    'hostnames.list': 'Domains zeigen',
    'cron.list': 'Cronjobs zeigen',
    'cron.run': 'Cronjobs ausführen',
    'people.invite': 'jemanden einladen',
    'sessions.list': 'Sitzungen zeigen',
    'sessions.revoke': 'eine Sitzung beenden',
    'sessions.revoke-others': 'alle anderen Sitzungen beenden',
    'people.reset-password': 'ein Passwort zurücksetzen',
    'people.remove-second-factor': 'den zweiten Faktor einer Person entfernen',
    'sign-in-rules.show': 'die Anmelderegeln zeigen',
    'sign-in-rules.change': 'ändern, ob ein zweiter Faktor Pflicht ist',
    'models.show': 'das Sprachmodell zeigen',
    'models.change': 'das Sprachmodell wechseln',
    'models.test': 'das Sprachmodell testen',
    'models.usage': 'den Verbrauch des Sprachmodells zeigen',
    'people.role': 'die Rolle einer Person ändern',
    'access.list': 'zeigen, wer Zugriff auf eine Website hat',
    'access.give': 'eine Website mit jemandem teilen',
    'access.revoke': 'eine Website nicht mehr teilen',
    'roles.list': 'die Rollen erklären',
    'people.list': 'die Mitglieder zeigen',
    'people.remove': 'eine Person entfernen',
    'people.impersonate': 'als eine andere Person handeln',
    'people.stop-impersonating': 'wieder als man selbst handeln',
    'accounts.create': 'ein Konto anlegen',
    'accounts.list': 'Konten auflisten',
    'tokens.create': 'ein API-Token anlegen',
    'tokens.list': 'Tokens auflisten',
    'tokens.revoke': 'ein Token widerrufen',
    'programs.list': 'verbundene Programme zeigen',
    'programs.disconnect': 'ein Programm trennen',
  },
  planOf: (steps) => `Ein Plan mit ${steps} Schritten`,
  costsIfApproved: (usd) => `Mit dem, was auf deine Zustimmung wartet, sind es $${usd} im Monat.`,
  costsAMonth: (tier, usd) => `Eine Website im Tarif ${tier} kostet $${usd} im Monat.`,
  inputs: { tier: 'Tarif', role: 'Rolle', state: 'Zustand', kind: 'Art', account: 'Konto' },
  samples: { ...ENGLISH_TEXTS.samples, tier: 'Silber', role: 'Administrator' },
  summaries: SUMMARIES,
}

function purgedInGerman(site: Site, purged: Purged): string {
  switch (purged.kind) {
    case 'page':
      return `Die Seite ${purged.url} von ${site.title} ist vergessen: Besucher bekommen sie ab jetzt frisch. Sonst blieb alles im Cache.`
    case 'tag':
      return `Die Seiten von ${site.title} mit dem Tag ${purged.tag} sind vergessen: Besucher bekommen sie ab jetzt frisch. Sonst blieb alles im Cache.`
    case 'pages':
      return `Alle bereitgehaltenen Seiten von ${site.title} sind vergessen: Besucher bekommen ab jetzt frische. Der Objekt-Cache von WordPress blieb.`
    case 'objects':
      return `Der Objekt-Cache von ${site.title} ist leer. Die bereitgehaltenen Seiten blieben.`
    case 'all':
      return `Der Cache von ${site.title} ist leer: Besucher bekommen ab jetzt frische Seiten.`
  }
}
