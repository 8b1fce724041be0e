import type { Session, SignInRules } from '@aipress/contract'

export const SIGNING_IN_DESCRIPTIONS = {
  'sign-in-rules.show': rulesInWords,
  'sign-in-rules.change': rulesInWords,
  'sessions.list': ({ items }: { items: Session[] }) =>
    items.length === 0
      ? 'You are signed in in no browser.'
      : `You are signed in in:\n${items.map((one) => `- ${one.device}${one.current ? ' (this one)' : ''}, last used ${one.lastUsedAt}, id ${one.sessionId}`).join('\n')}`,
  'sessions.revoke': () => 'That browser is signed out.',
  'sessions.revoke-others': ({ revoked }: { revoked: number }) =>
    revoked === 0
      ? 'You were signed in nowhere else.'
      : `${revoked} other ${revoked === 1 ? 'browser is' : 'browsers are'} signed out.`,
  'people.reset-password': ({ person }: { person: { email: string } }) =>
    `Send the link above to ${person.email}, and to nobody else; it works once, within an hour.`,
  'people.remove-second-factor': ({ removed }: { removed: string }) =>
    `${removed} signs in with the password alone now, and was signed out everywhere.`,
}

function rulesInWords({ secondFactor, people, without }: SignInRules): string {
  const which = `${without} of ${people} ${without === 1 ? 'has' : 'have'} neither an app for codes nor a passkey`
  return secondFactor === 'required'
    ? `Administrators and operators need a second factor. ${which}${without === 0 ? '' : ' and will be led to set one up when they come'}.`
    : `Administrators and operators sign in without a second factor if they like. ${which}.`
}
