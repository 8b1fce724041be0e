import { ACTIONS } from '@aipress/contract/index.ts'
import { expect, test } from 'vitest'
import { actionWords, doneWords } from './action-words.ts'

test.each([
  ['people.accept', true, 'Accepted an invitation'],
  ['people.accept', false, 'Tried to accept an invitation'],
  ['people.sign-in', false, 'Tried to sign in'],
  ['people.some-thing', true, 'People some thing'],
])('%s (done: %s) is told as %s', (name, isDone, words) => {
  expect(doneWords(name, isDone)).toBe(words)
})

/** All of them, to be read: what is new is told here in both outcomes before anybody finds it in the log. */
const TOLD = [
  ['sites.create', 'Created a WordPress site', 'Tried to create a WordPress site'],
  ['sites.list', 'Listed sites', 'Tried to list sites'],
  ['sites.show', 'Saw one site', 'Tried to see one site'],
  ['sites.rename', 'Gave a site a new title and address', 'Tried to give a site a new title and address'],
  ['sites.suspend', 'Took a site offline', 'Tried to take a site offline'],
  ['sites.resume', 'Brought a suspended site back online', 'Tried to bring a suspended site back online'],
  ['sites.delete', 'Deleted a site', 'Tried to delete a site'],
  ['sites.undelete', 'Brought back a deleted site', 'Tried to bring back a deleted site'],
  ['sites.move', 'Moved a site to another shard', 'Tried to move a site to another shard'],
  [
    'sites.pin',
    'Changed whether a site is kept on its shard',
    'Tried to change whether a site is kept on its shard',
  ],
  ['sites.label', 'Changed the labels of a site', 'Tried to change the labels of a site'],
  ['sites.tier', 'Changed the tier of a site', 'Tried to change the tier of a site'],
  [
    'sites.login',
    'Got a one-click log-in link to wp-admin',
    'Tried to get a one-click log-in link to wp-admin',
  ],
  ['sites.wp', 'Ran WP-CLI on a site', 'Tried to run WP-CLI on a site'],
  ['sites.logs', 'Read a site’s logs', 'Tried to read a site’s logs'],
  ['hostnames.add', 'Put a site on a hostname', 'Tried to put a site on a hostname'],
  ['hostnames.remove', 'Took a hostname off a site', 'Tried to take a hostname off a site'],
  ['hostnames.list', 'Listed the hostnames of a site', 'Tried to list the hostnames of a site'],
  ['cache.purge', 'Purged the cache of a site', 'Tried to purge the cache of a site'],
  ['operations.list', 'Listed operations', 'Tried to list operations'],
  ['operations.show', 'Saw one operation with its steps', 'Tried to see one operation with its steps'],
  ['operations.watch', 'Followed an operation', 'Tried to follow an operation'],
  ['operations.cancel', 'Cancelled an operation', 'Tried to cancel an operation'],
  ['shards.list', 'Listed shards with load and health', 'Tried to list shards with load and health'],
  ['shards.map', 'Saw all shards at a glance', 'Tried to see all shards at a glance'],
  [
    'shards.show',
    'Saw one shard with its parts and history',
    'Tried to see one shard with its parts and history',
  ],
  ['shards.create', 'Made a new shard', 'Tried to make a new shard'],
  [
    'shards.undrain',
    'Let a draining shard take sites again',
    'Tried to let a draining shard take sites again',
  ],
  ['shards.retire', 'Removed an empty shard for good', 'Tried to remove an empty shard for good'],
  [
    'bulk.preview',
    'Saw what a change to many sites would touch',
    'Tried to see what a change to many sites would touch',
  ],
  ['bulk.start', 'Changed many sites', 'Tried to change many sites'],
  ['bulk.list', 'Listed changes to many sites', 'Tried to list changes to many sites'],
  [
    'bulk.show',
    'Saw the progress of a change to many sites',
    'Tried to see the progress of a change to many sites',
  ],
  ['bulk.stop', 'Stopped a change to many sites', 'Tried to stop a change to many sites'],
  [
    'bulk.resume',
    'Went on with a stopped change to many sites',
    'Tried to go on with a stopped change to many sites',
  ],
  ['shards.drain', 'Moved every site away from a shard', 'Tried to move every site away from a shard'],
  ['directory.lookup', 'Saw where a hostname leads', 'Tried to see where a hostname leads'],
  ['mail.list', 'Listed the mail that sites have sent', 'Tried to list the mail that sites have sent'],
  ['mail.show', 'Saw one mail', 'Tried to see one mail'],
  ['me.show', 'Saw who they are', 'Tried to see who they are'],
  ['accounts.create', 'Created an account for a customer', 'Tried to create an account for a customer'],
  ['accounts.list', 'Listed accounts', 'Tried to list accounts'],
  ['people.list', 'Listed the people who can sign in', 'Tried to list the people who can sign in'],
  ['people.invite', 'Invited a person', 'Tried to invite a person'],
  ['people.remove', 'Removed a person', 'Tried to remove a person'],
  [
    'tokens.create',
    'Created an API token for a program or agent',
    'Tried to create an API token for a program or agent',
  ],
  ['tokens.list', 'Listed their API tokens', 'Tried to list their API tokens'],
  ['tokens.revoke', 'Revoked an API token', 'Tried to revoke an API token'],
  ['audit.list', 'Listed who did what', 'Tried to list who did what'],
  ['audit.verify', 'Verified the audit log', 'Tried to verify the audit log'],
  ['audit.export', 'Exported the audit log as a file', 'Tried to export the audit log as a file'],
  [
    'platform.status',
    'Saw the health of every part of the platform',
    'Tried to see the health of every part of the platform',
  ],
  [
    'php.show',
    'Saw the PHP version and settings of a site',
    'Tried to see the PHP version and settings of a site',
  ],
  ['php.set', 'Changed the PHP settings of a site', 'Tried to change the PHP settings of a site'],
  ['errors.list', 'Listed PHP errors', 'Tried to list PHP errors'],
  ['errors.dismiss', 'Took a PHP error off the list', 'Tried to take a PHP error off the list'],
  ['cron.list', 'Listed what a site has scheduled', 'Tried to list what a site has scheduled'],
  ['cron.run', 'Ran what a site has scheduled', 'Tried to run what a site has scheduled'],
  ['usage.show', 'Saw what sites use', 'Tried to see what sites use'],
  ['insights.sites', 'Ranked sites by what was measured', 'Tried to rank sites by what was measured'],
  [
    'insights.site',
    'Saw how a site has done over a time range',
    'Tried to see how a site has done over a time range',
  ],
  [
    'insights.changes',
    'Saw what changed on a site in a time range',
    'Tried to see what changed on a site in a time range',
  ],
  ['people.role', 'Changed the role of a person', 'Tried to change the role of a person'],
  ['people.impersonate', 'Acted as a customer for a while', 'Tried to act as a customer for a while'],
  ['people.stop-impersonating', 'Stopped acting as a customer', 'Tried to stop acting as a customer'],
  ['roles.list', 'Saw the roles and what each may do', 'Tried to see the roles and what each may do'],
  ['access.list', 'Saw who has access to a site', 'Tried to see who has access to a site'],
  ['access.give', 'Shared one site with a person', 'Tried to share one site with a person'],
  ['access.revoke', 'Stopped sharing a site with a person', 'Tried to stop sharing a site with a person'],
  [
    'models.show',
    'Saw which language model the assistant speaks with',
    'Tried to see which language model the assistant speaks with',
  ],
  [
    'models.change',
    'Chose the language model of the assistant',
    'Tried to choose the language model of the assistant',
  ],
  ['models.test', 'Tested the language model', 'Tried to test the language model'],
  [
    'models.usage',
    'Saw how much of the language model each account has used',
    'Tried to see how much of the language model each account has used',
  ],
  [
    'sessions.list',
    'Listed the browsers in which they are signed in',
    'Tried to list the browsers in which they are signed in',
  ],
  ['sessions.revoke', 'Signed out one of their browsers', 'Tried to sign out one of their browsers'],
  [
    'sessions.revoke-others',
    'Signed out all their other browsers',
    'Tried to sign out all their other browsers',
  ],
  [
    'people.reset-password',
    'Made a one-time link with which a person sets a new password',
    'Tried to make a one-time link with which a person sets a new password',
  ],
  [
    'people.remove-second-factor',
    'Removed the second factor of a person who has lost it',
    'Tried to remove the second factor of a person who has lost it',
  ],
  [
    'programs.list',
    'Listed the programs they have connected',
    'Tried to list the programs they have connected',
  ],
  ['programs.disconnect', 'Disconnected a program', 'Tried to disconnect a program'],
  [
    'sign-in-rules.show',
    'Saw what administrators and operators need to sign in',
    'Tried to see what administrators and operators need to sign in',
  ],
  [
    'sign-in-rules.change',
    'Changed what administrators and operators need to sign in',
    'Tried to change what administrators and operators need to sign in',
  ],
]

test('every action is told as done and as tried, in sentences that were read', () => {
  const told = ACTIONS.map(({ name }) => [name, doneWords(name, true), doneWords(name, false)])
  expect(told).toEqual(TOLD)
})

test('no line speaks to its reader or goes on after a comma', () => {
  const words = ACTIONS.map(({ name }) => actionWords(name))
  expect(words.filter((each) => /\b(?:you|your)\b|[,:;]/i.test(each))).toEqual([])
})
