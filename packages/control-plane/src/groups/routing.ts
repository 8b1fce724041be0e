/**
 * Which process answers an action where control groups are processes of their own. Each action of the contract
 * has its entry; a test sees to that.
 */
export type Route =
  /** The front itself, from directory, accounts and what it asks the groups besides. */
  | 'front'
  /** A group with room, the emptiest first. */
  | 'new-site'
  /** The group of the input `site`. */
  | 'site'
  /** The group that was asked for, or the one with the fewest shards. */
  | 'new-shard'
  /** The group of the input `shard`. */
  | 'shard'
  /** The group that knows the input `operation`. */
  | 'operation'
  /** Every group, and the first that knows it is believed. */
  | 'any-group'
  /** Every group; their lists become one. */
  | 'every-group'
  /** Every group; of their first ones the first. */
  | 'ranking'

export const ROUTES: Readonly<Record<string, Route>> = {
  'sites.create': 'new-site',
  'sites.list': 'front',
  'sites.show': 'front',
  'sites.rename': 'site',
  'sites.suspend': 'site',
  'sites.resume': 'site',
  'sites.delete': 'site',
  'sites.undelete': 'site',
  'sites.login': 'site',
  'sites.wp': 'site',
  'sites.logs': 'site',
  'sites.move': 'site',
  'sites.tier': 'site',
  'sites.pin': 'front',
  'sites.label': 'front',
  'cache.purge': 'site',
  'hostnames.add': 'site',
  'hostnames.remove': 'site',
  'hostnames.list': 'front',
  'operations.list': 'every-group',
  'operations.show': 'operation',
  'operations.watch': 'operation',
  'operations.cancel': 'operation',
  'shards.list': 'front',
  'shards.map': 'front',
  'shards.show': 'front',
  'shards.create': 'new-shard',
  'shards.undrain': 'front',
  'shards.retire': 'shard',
  // Bulk work, draining included, goes through the front's own actions, and so to whichever group has the site.
  'shards.drain': 'front',
  'models.show': 'front',
  'models.change': 'front',
  'models.test': 'front',
  'models.usage': 'front',
  'bulk.preview': 'front',
  'bulk.start': 'front',
  'bulk.list': 'front',
  'bulk.show': 'front',
  'bulk.stop': 'front',
  'bulk.resume': 'front',
  'directory.lookup': 'front',
  'usage.show': 'front',
  'mail.list': 'every-group',
  'mail.show': 'any-group',
  'me.show': 'front',
  'accounts.create': 'front',
  'accounts.list': 'front',
  'people.list': 'front',
  'people.invite': 'front',
  'people.remove': 'front',
  'people.reset-password': 'front',
  'people.remove-second-factor': 'front',
  'sessions.list': 'front',
  'sessions.revoke': 'front',
  'sessions.revoke-others': 'front',
  'tokens.create': 'front',
  'tokens.list': 'front',
  'tokens.revoke': 'front',
  'sign-in-rules.show': 'front',
  'sign-in-rules.change': 'front',
  'programs.list': 'front',
  'programs.disconnect': 'front',
  'audit.list': 'front',
  'audit.verify': 'front',
  'audit.export': 'front',
  'platform.status': 'front',
  'php.show': 'site',
  'php.set': 'site',
  'errors.list': 'every-group',
  'errors.dismiss': 'site',
  'cron.list': 'site',
  'cron.run': 'site',
  'insights.sites': 'ranking',
  'insights.site': 'site',
  'insights.changes': 'site',
  'people.role': 'front',
  'people.impersonate': 'front',
  'people.stop-impersonating': 'front',
  'roles.list': 'front',
  'access.list': 'front',
  'access.give': 'front',
  'access.revoke': 'front',
}
