import type { Phrasing } from './phrasing.ts'

/** How German speakers ask for sign-in, members, tokens and the language model. The first of each is the one that help shows. */
export const GERMAN_ACCOUNT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'sessions.list',
    say: [
      'zeige meine Sitzungen',
      'meine Sitzungen',
      'welche Sitzungen habe ich',
      'wo bin ich angemeldet',
      'wo bin ich überall angemeldet',
      'auf welchen Geräten bin ich angemeldet',
      'in welchen Browsern bin ich angemeldet',
      'zeige meine Geräte',
    ],
  },
  {
    action: 'sessions.revoke',
    say: ['beende die Sitzung {session}', 'Sitzung {session} beenden', 'melde die Sitzung {session} ab'],
  },
  {
    action: 'sessions.revoke-others',
    say: [
      'beende alle anderen Sitzungen',
      'beende alle meine anderen Sitzungen',
      'beende meine anderen Sitzungen',
      'alle anderen Sitzungen beenden',
      'melde mich auf allen anderen Geräten ab',
      'melde mich überall sonst ab',
    ],
  },
  {
    action: 'people.reset-password',
    say: [
      'setze das Passwort von {person} zurück',
      'Passwort von {person} zurücksetzen',
      '{person} hat das Passwort vergessen',
      '{person} hat ihr Passwort vergessen',
      '{person} hat sein Passwort vergessen',
      'neues Passwort für {person}',
    ],
  },
  {
    action: 'people.remove-second-factor',
    say: [
      'entferne den zweiten Faktor von {person}',
      'zweiten Faktor von {person} entfernen',
      'nimm {person} den zweiten Faktor',
    ],
  },
  {
    action: 'models.show',
    say: [
      'welches Sprachmodell wird verwendet',
      'welches Sprachmodell verwenden wir',
      'welches Sprachmodell ist eingestellt',
      'zeige das Sprachmodell',
      'welches Modell verwendet der Assistent',
      'welches KI-Modell verwenden wir',
    ],
  },
  {
    action: 'models.change',
    say: [
      'wechsle das Sprachmodell zu {model}',
      'ändere das Sprachmodell auf {model}',
      'verwende das Sprachmodell {model}',
      'stelle das Sprachmodell auf {model} um',
      'Sprachmodell auf {model} ändern',
    ],
  },
  {
    action: 'models.test',
    say: [
      'teste das Sprachmodell',
      'prüfe das Sprachmodell',
      'Sprachmodell testen',
      'antwortet das Sprachmodell',
    ],
  },
  {
    action: 'models.usage',
    say: [
      'was kostet das Sprachmodell',
      'was kostet uns das Sprachmodell',
      'was kostet die KI',
      'wie viele Tokens hat das Sprachmodell verbraucht',
      'wie viele Tokens hat der Assistent verbraucht',
      'Verbrauch des Sprachmodells',
    ],
  },
  {
    action: 'people.role',
    say: [
      'mache {person} zum {role}',
      'mache {person} zur {role}',
      'ändere die Rolle von {person} auf {role}',
      'ändere die Rolle von {person} zu {role}',
      'setze die Rolle von {person} auf {role}',
      'Rolle von {person} auf {role} ändern',
      'gib {person} die Rolle {role}',
      '{person} soll {role} sein',
      '{person} soll {role} werden',
    ],
  },
  {
    action: 'access.list',
    say: [
      'wer hat Zugriff auf {site}',
      'wer hat Zugang zu {site}',
      'wer darf auf {site} arbeiten',
      'wer arbeitet an {site}',
      'wer kann {site} sehen',
      'mit wem ist {site} geteilt',
      'zeige den Zugriff auf {site}',
    ],
  },
  {
    action: 'access.give',
    say: [
      'teile {site} mit {email}',
      'teile {site} mit {email} als {role}',
      '{site} mit {email} teilen',
      'gib {email} Zugriff auf {site}',
      'gib {email} Zugang zu {site}',
      'gib {email} als {role} Zugriff auf {site}',
      'lass {email} an {site} arbeiten',
    ],
  },
  {
    action: 'access.revoke',
    say: [
      'teile {site} nicht mehr mit {person}',
      'entziehe {person} den Zugriff auf {site}',
      'entziehe {person} den Zugang zu {site}',
      'nimm {person} den Zugriff auf {site}',
      'beende den Zugriff von {person} auf {site}',
      'Zugriff von {person} auf {site} entziehen',
    ],
  },
  {
    action: 'roles.list',
    say: [
      'welche Rollen gibt es',
      'zeige die Rollen',
      'erkläre die Rollen',
      'was darf ein {role}',
      'was darf eine {role}',
      'was darf die Rolle {role}',
      'was bedeutet die Rolle {role}',
      'wer darf was',
    ],
  },
  {
    action: 'people.list',
    say: [
      'zeige die Mitglieder',
      'zeige alle Mitglieder',
      'welche Mitglieder gibt es',
      'wer sind die Mitglieder',
      'zeige die Personen',
      'zeige alle Personen',
      'welche Personen gibt es',
      'Mitglieder',
    ],
  },
  {
    action: 'people.remove',
    say: [
      'entferne {person}',
      'entferne die Person {person}',
      'entferne das Mitglied {person}',
      'lösche {person}',
      'lösche die Person {person}',
      '{person} entfernen',
      'Person {person} entfernen',
    ],
  },
  {
    action: 'people.impersonate',
    say: [
      'melde mich als {person} an',
      'handle als {person}',
      'agiere als {person}',
      'handle für {minutes} Minuten als {person}',
    ],
  },
  {
    action: 'people.stop-impersonating',
    say: [
      'handle wieder als ich selbst',
      'handle nicht mehr als jemand anderes',
      'beende die Stellvertretung',
    ],
  },
  {
    action: 'accounts.create',
    say: [
      'erstelle ein Konto namens {name}',
      'lege ein Konto namens {name} an',
      'lege einen Kunden namens {name} an',
      'erstelle ein Konto für {name}',
      'neues Konto {name}',
      'neuer Kunde {name}',
      'erstelle ein Konto',
    ],
  },
  {
    action: 'accounts.list',
    say: [
      'zeige die Konten',
      'welche Konten gibt es',
      'zeige unsere Kunden',
      'welche Kunden haben wir',
      'wie viele Kunden haben wir',
    ],
  },
  {
    action: 'tokens.create',
    say: [
      'erstelle ein Token namens {name}',
      'lege ein Token namens {name} an',
      'erstelle ein API-Token namens {name}',
      'erstelle ein Token für {name}',
      'erstelle ein Token namens {name} für {days} Tage',
      'erstelle einen API-Schlüssel namens {name}',
      'neues Token {name}',
      'neues API-Token {name}',
      'ich brauche ein Token für {name}',
      'ich brauche ein Token namens {name}',
      'ich brauche ein Token',
      'erstelle ein Token',
    ],
  },
  {
    action: 'tokens.list',
    say: ['zeige meine Tokens', 'welche Tokens habe ich', 'welche API-Tokens gibt es', 'meine Tokens'],
  },
  {
    action: 'tokens.revoke',
    say: [
      'widerrufe das Token {token}',
      'Token {token} widerrufen',
      'lösche das Token {token}',
      'entferne das Token {token}',
      'widerrufe ein Token',
    ],
  },
  {
    action: 'programs.list',
    say: [
      'welche Programme sind verbunden',
      'zeige die verbundenen Programme',
      'meine verbundenen Programme',
      'welche Agenten sind verbunden',
    ],
  },
  {
    action: 'programs.disconnect',
    say: ['trenne das Programm {program}', 'Programm {program} trennen', 'trenne den Agenten {program}'],
  },
]
