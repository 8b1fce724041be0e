import type { Phrasing } from './phrasing.ts'

/** Each of today and of yesterday too. */
const dated = (...phrases: string[]) =>
  phrases.flatMap((phrase) => [phrase, `${phrase} today`, `${phrase} yesterday`])

export const AUDIT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'audit.list',
    say: [
      'audit log',
      'show the audit trail',
      'show the activity log',
      'who has done what',
      'who used {action}',
      'show the audit log for {action}',
      'audit log of {action}',
      'show the audit log of the site {site}',
      'show the audit log of {site}',
      'audit log of {site}',
      ...dated('who did what', 'who did what on {site}', 'show me who changed what', 'who changed what'),
    ],
  },
  {
    action: 'audit.list',
    fixed: { result: 'failed' },
    say: [
      'what failed in the audit log',
      'show what failed in the audit log',
      'show the failed calls of the audit log',
      'show the failed calls in the audit log of {site}',
      'which calls of {action} failed',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.rename' },
    say: dated(
      'who renamed {site}',
      'who has renamed {site}',
      'who changed the title of {site}',
      'who renamed a site',
    ),
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.create' },
    say: dated('who created {site}', 'who made {site}'),
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.suspend' },
    say: dated('who suspended {site}', 'who took {site} offline'),
  },
  {
    action: 'audit.list',
    fixed: { action: 'php.set' },
    say: dated('who changed the php settings of {site}', 'who changed the upload limit of {site}'),
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.wp', result: 'failed' },
    say: dated(
      'which wp-cli commands failed',
      'which wp commands failed',
      'which wp-cli commands failed on {site}',
      'failed wp-cli commands',
      'show the failed wp-cli commands',
    ),
  },
  {
    action: 'audit.verify',
    say: [
      'verify the audit trail',
      'check the audit trail',
      'verify the integrity of the audit log',
      'has anybody tampered with the audit log',
      'has the audit log been changed',
      'is the audit log complete',
      'check whether the audit log is intact',
      'check if the audit log was changed',
      'check that nobody changed the audit log',
    ],
  },
  {
    action: 'audit.export',
    say: [
      'export the audit trail',
      'give me the audit log as a file',
      'give me the audit log as {format}',
      'save the audit log as {format}',
      'download the audit log as {format}',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'people.sign-in', result: 'failed' },
    say: dated(
      'list failed logins',
      'show failed logins',
      'show me the failed logins',
      'give me a list of failed logins',
      'list the failed sign-ins',
      'show the failed sign-ins',
      'which logins failed',
      'who failed to log in',
      'failed logins',
    ),
  },
]
