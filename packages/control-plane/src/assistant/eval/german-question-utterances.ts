import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const { call, on, onIt, says, nothing, bakery } = utterancesIn('de')
/** The evaluation's today and yesterday. */
const [today, yesterday] = ['2026-11-30', '2026-11-29']

const INSIGHTS: Utterance[] = [
  on('Warum ist jazz so langsam?', 'insights.site', 'jazz'),
  on('Wieso lädt jazz so langsam?', 'insights.site', 'jazz'),
  on('Warum war jazz gestern so langsam?', 'insights.site', 'jazz', { range: 'yesterday' }),
  on('Wie langsam ist jazz?', 'insights.site', 'jazz'),
  onIt('Wie langsam ist sie?', 'insights.site'),
  onIt('Warum ist meine Website heute so langsam?', 'insights.site', { range: 'today' }),
  on('Woran liegt es, dass jazz langsam ist?', 'insights.site', 'jazz'),
  on('Wie lange braucht jazz zum Laden?', 'insights.site', 'jazz'),
  call('Welche meiner Websites waren gestern langsam?', 'insights.sites', {
    by: 'latency',
    range: 'yesterday',
  }),
  call('Welche Seite ist am langsamsten und warum?', 'insights.sites', { by: 'latency' }),
  call('Wer verbraucht die meiste Bandbreite?', 'insights.sites', { by: 'bandwidth' }),
  call('Welche Website hat diesen Monat den meisten Traffic?', 'insights.sites', {
    by: 'bandwidth',
    range: 'this month',
  }),
  call('Wer hat in den letzten 7 Tagen am meisten Bandbreite verbraucht?', 'insights.sites', {
    by: 'bandwidth',
    range: 'last 7 days',
  }),
  call('Welche Website hat die meisten Besucher?', 'insights.sites', { by: 'visits' }),
  call('Welche Websites hatten letzte Woche die meisten Besuche?', 'insights.sites', {
    by: 'visits',
    range: 'last week',
  }),
  call('Welche Websites brauchen am meisten Speicherplatz?', 'insights.sites', { by: 'storage' }),
  on('Was hat sich auf jazz geändert?', 'insights.changes', 'jazz'),
  on('Was hat sich seit gestern auf jazz geändert?', 'insights.changes', 'jazz', {
    range: 'since yesterday',
  }),
  on('Was wurde auf jazz letzte Woche geändert?', 'insights.changes', 'jazz', { range: 'last week' }),
  on('Welche Änderungen gab es bei jazz?', 'insights.changes', 'jazz'),
  onIt('Was ist heute daran geändert worden?', 'insights.changes', { range: 'today' }),
  call('Welche Websites haben heute PHP-Fehler?', 'insights.sites', { by: 'php-errors', range: 'today' }),
  call('Websites mit PHP-Fehlern', 'insights.sites', { by: 'php-errors' }),
  call('Auf welchen Seiten gab es heute Fehler?', 'insights.sites', { by: 'php-errors', range: 'today' }),
  on('Welche Fehler hat jazz?', 'sites.logs', 'jazz', { kind: 'error' }),
  on('Zeig mir die PHP-Fehler von jazz', 'sites.logs', 'jazz', { kind: 'php' }),
  call('Wie voll ist Shard 7?', 'shards.show', { shard: '7' }),
  call('Wie viel Platz ist noch auf shard-003?', 'shards.show', { shard: 'shard-003' }),
  call('Was bezahle ich diesen Monat?', 'sites.list'),
  call('Wie hoch ist meine Rechnung?', 'sites.list'),
  call('Was kosten mich meine Websites im Monat?', 'sites.list'),
  call('Wie viel muss ich diesen Monat zahlen?', 'sites.list'),
]

const USAGE: Utterance[] = [
  on('Wie viel Speicher verbraucht jazz?', 'usage.show', 'jazz'),
  on('Wie viel Speicherplatz belegt jazz?', 'usage.show', 'jazz'),
  bakery('Wie groß ist corner-bakery?', 'usage.show'),
  on('Wie viele Besucher hat jazz?', 'usage.show', 'jazz'),
  on('Wie viele Besuche hatte jazz diesen Monat?', 'usage.show', 'jazz'),
  on('Wie viel Bandbreite hat jazz diesen Monat verbraucht?', 'usage.show', 'jazz'),
  call('Zeig mir den Verbrauch meiner Websites', 'usage.show'),
  call('Welche Websites sind über ihrem Limit?', 'usage.show', { standing: 'over' }),
  call('Welche Seiten sind fast voll?', 'usage.show', { standing: 'near' }),
  on('Ist jazz über dem Limit?', 'usage.show', 'jazz'),
]

const MAIL: Utterance[] = [
  call('Zeig mir die E-Mails', 'mail.list'),
  on('Welche E-Mails hat jazz verschickt?', 'mail.list', 'jazz'),
  on('Hat jazz Mails versendet?', 'mail.list', 'jazz'),
  on('Zeige die Mails von jazz', 'mail.list', 'jazz'),
  call('Öffne das Postfach', 'mail.list'),
  call('Zeig mir die Mail mail_0123456789abcde', 'mail.show', { mail: 'mail_0123456789abcde' }),
]

const AUDIT: Utterance[] = [
  call('Zeige das Audit-Log', 'audit.list'),
  call('Zeig mir das Protokoll der Änderungen', 'audit.list'),
  call('Wer hat was gemacht?', 'audit.list'),
  call('Wer hat gestern was getan?', 'audit.list', { from: yesterday, to: yesterday }),
  call('Wer hat heute etwas geändert?', 'audit.list', { from: today }),
  on('Wer hat jazz umbenannt?', 'audit.list', 'jazz', { action: 'sites.rename' }),
  on('Wer hat jazz gesperrt?', 'audit.list', 'jazz', { action: 'sites.suspend' }),
  call('Welche Anmeldungen sind fehlgeschlagen?', 'audit.list', {
    action: 'people.sign-in',
    result: 'failed',
  }),
  call('Exportiere das Audit-Log', 'audit.export'),
  call('Prüfe das Audit-Log', 'audit.verify'),
]

const PHP: Utterance[] = [
  on('Zeig mir die PHP-Einstellungen von jazz', 'php.show', 'jazz'),
  on('Welche PHP-Version hat jazz?', 'php.show', 'jazz'),
  on('Wie viel Arbeitsspeicher hat jazz?', 'php.show', 'jazz'),
  on('Wie groß dürfen Uploads auf jazz sein?', 'php.show', 'jazz'),
  on('Setze die PHP-Einstellungen von jazz zurück', 'php.set', 'jazz', { reset: true }),
  on('Erhöhe das Upload-Limit von jazz auf 128 MB', 'php.set', 'jazz', { upload: '128 MB' }),
]

const CRON: Utterance[] = [
  on('Welche Cronjobs laufen auf jazz?', 'cron.list', 'jazz'),
  on('Was ist bei jazz geplant?', 'cron.list', 'jazz'),
  on('Wann läuft der nächste Cronjob von jazz?', 'cron.list', 'jazz'),
  on('Starte die geplanten Aufgaben von jazz', 'cron.run', 'jazz'),
  on('Lass die Cronjobs von jazz jetzt laufen', 'cron.run', 'jazz'),
]

const SIGNING_IN: Utterance[] = [
  call('Welche Anmelderegeln gibt es?', 'sign-in-rules.show'),
  call('Brauchen Administratoren einen zweiten Faktor?', 'sign-in-rules.show'),
  call('Wer hat noch keinen zweiten Faktor?', 'sign-in-rules.show'),
  call('Mach den zweiten Faktor zur Pflicht', 'sign-in-rules.change', { secondFactor: 'required' }),
  call('Alle Administratoren müssen einen zweiten Faktor haben', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
]

/** What resembles these. */
const NEITHER: Utterance[] = [
  nothing('Ich weiß nicht, warum'),
  nothing('Schreib eine Mail an anna@example.com'),
  nothing('Das Wetter ist heute schlecht'),
  says('Mach ein Backup von jazz', /Sicherungen/),
]

export const GERMAN_QUESTIONS: readonly Utterance[] = [
  ...INSIGHTS,
  ...USAGE,
  ...MAIL,
  ...AUDIT,
  ...PHP,
  ...CRON,
  ...SIGNING_IN,
  ...NEITHER,
]
