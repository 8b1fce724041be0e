import type { Phrasing } from './phrasing.ts'

/** What is asked of mail, the audit log, PHP, cron and the rules of sign-in. */
export const GERMAN_RECORD_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'mail.list',
    say: [
      'zeige die E-Mails',
      'zeige die Mails',
      'welche E-Mails hat {site} verschickt',
      'welche Mails hat {site} gesendet',
      'hat {site} Mails verschickt',
      'hat {site} Mails versendet',
      'hat {site} Mails versandt',
      'hat {site} E-Mails gesendet',
      'zeige die Mails von {site}',
      'zeige die E-Mails von {site}',
      'E-Mails von {site}',
      'Mails von {site}',
      'öffne das Postfach',
      'öffne das Postfach von {site}',
      'Postfach von {site}',
    ],
  },
  {
    action: 'mail.show',
    say: ['zeige die Mail {mail}', 'öffne die Mail {mail}', 'zeige mir die E-Mail {mail}'],
  },
  {
    action: 'audit.list',
    say: [
      'zeige das Audit-Log',
      'zeige das Auditlog',
      'Audit-Log',
      'zeige das Audit-Protokoll',
      'zeige das Protokoll der Änderungen',
      'zeige das Aktivitätsprotokoll',
      'wer hat was gemacht',
      'wer hat was getan',
      'wer hat was geändert',
      'wer hat etwas geändert',
      'Audit-Log von {site}',
      'zeige das Audit-Log von {site}',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.rename' },
    say: ['wer hat {site} umbenannt', 'wer hat den Titel von {site} geändert'],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.suspend' },
    say: ['wer hat {site} gesperrt', 'wer hat {site} offline genommen', 'wer hat {site} pausiert'],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.create' },
    say: ['wer hat {site} erstellt', 'wer hat {site} angelegt'],
  },
  { action: 'audit.list', fixed: { action: 'sites.tier' }, say: ['wer hat den Tarif von {site} geändert'] },
  {
    action: 'audit.list',
    fixed: { action: 'people.sign-in', result: 'failed' },
    say: [
      'welche Anmeldungen sind fehlgeschlagen',
      'fehlgeschlagene Anmeldungen',
      'zeige fehlgeschlagene Anmeldungen',
      'wer hat sich vergeblich angemeldet',
    ],
  },
  {
    action: 'audit.export',
    say: [
      'exportiere das Audit-Log',
      'Audit-Log exportieren',
      'lade das Audit-Log herunter',
      'exportiere das Audit-Log als {format}',
    ],
  },
  {
    action: 'audit.verify',
    say: [
      'prüfe das Audit-Log',
      'Audit-Log prüfen',
      'ist das Audit-Log unverändert',
      'wurde das Audit-Log verändert',
      'überprüfe das Audit-Log',
    ],
  },
  {
    action: 'php.show',
    say: [
      'zeige die PHP-Einstellungen von {site}',
      'PHP-Einstellungen von {site}',
      'welche PHP-Version hat {site}',
      'welche PHP-Version nutzt {site}',
      'PHP-Version von {site}',
      'wie viel Arbeitsspeicher hat {site}',
      'wie groß dürfen Uploads auf {site} sein',
      'wie groß dürfen Uploads bei {site} sein',
      'wie hoch ist das Upload-Limit von {site}',
      'wie hoch ist das Speicherlimit von {site}',
    ],
  },
  {
    action: 'php.set',
    fixed: { reset: true },
    say: ['setze die PHP-Einstellungen von {site} zurück', 'PHP-Einstellungen von {site} zurücksetzen'],
  },
  {
    action: 'cron.list',
    say: [
      'welche Cronjobs laufen auf {site}',
      'welche Cronjobs laufen bei {site}',
      'wann läuft der nächste Cronjob von {site}',
      'wann läuft der nächste Cronjob auf {site}',
      'was steht bei {site} an',
      'welche Cronjobs sind fehlgeschlagen',
      'welche Cronjobs von {site} sind fehlgeschlagen',
      'welche Cronjobs sind auf {site} fehlgeschlagen',
    ],
  },
  {
    action: 'cron.run',
    say: [
      'starte die geplanten Aufgaben von {site}',
      'lass die Cronjobs von {site} laufen',
      'lass die geplanten Aufgaben von {site} laufen',
      'lass den Cron von {site} laufen',
    ],
  },
  {
    action: 'sign-in-rules.show',
    say: [
      'welche Anmelderegeln gibt es',
      'wie sind die Anmelderegeln',
      'brauchen Administratoren einen zweiten Faktor',
      'wer hat noch keinen zweiten Faktor',
      'wer hat keinen zweiten Faktor',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'required' },
    say: [
      'mach den zweiten Faktor zur Pflicht',
      'mach einen zweiten Faktor zur Pflicht',
      'Administratoren müssen einen zweiten Faktor haben',
      'alle Administratoren müssen einen zweiten Faktor haben',
    ],
  },
]
