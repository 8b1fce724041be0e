import { join } from 'node:path'

/**
 * Every path of a platform on one machine, under its home folder (`AIPRESS_HOME`). Nothing else in
 * the repository joins these names. Unix sockets limit a path to 107 bytes, hence the short names and
 * the limit on the home folder.
 */
export const HOME_LENGTH_MAX = 56

/** `shard-001` and so on: the sites of one shard are numbered from 1. */
export type Layout = ReturnType<typeof layoutOf>

export function layoutOf(home: string) {
  const at = (...parts: string[]) => join(home, ...parts)
  return {
    home,
    /** What `up` was told, so that later commands need not be told again: port, domain and so on. */
    settings: at('settings.json'),
    /** The secrets among them (API keys, passwords in URLs). Readable by root alone. */
    secretSettings: at('keys/settings.json'),
    /** 32 random bytes that seal all secrets. Readable by root alone. */
    sealKey: at('keys/seal.key'),
    /** Signed ends of the audit log's chain. Root's alone, and nothing of the database. */
    auditHeads: at('audit/heads.jsonl'),
    /** s6 service directories; `s6-svscan` looks after this folder. */
    services: at('services'),
    service: (name: string) => at('services', name),
    logs: at('logs'),
    log: (name: string) => at('logs', name),
    /** Restarts that the supervisor saw, as JSON lines; kept below 100 kB. */
    incidents: at('logs/incidents.jsonl'),
    run: at('run'),
    /** World of the simulated driver. */
    simulation: at('simulation'),
    /** What nginx passes requests for the console, REST, chat and MCP to. Group `www-data`. */
    controlPlaneSocket: at('run/control-plane.sock'),
    /** The machine's own door: whoever can open it (root) is an administrator. */
    machineSocket: at('run/machine.sock'),
    /** Where the front passes calls for a control group to. Root's alone. */
    groupSocket: (controlGroup: number) => at('run', `control-plane-${controlGroup}.sock`),
    postgres: {
      data: at('postgres'),
      /** Directory of the socket; there is no TCP port. */
      run: at('run/postgres'),
      /** Of a control group's operations and mail; that of the first holds directory and accounts as well. */
      databaseOf: (controlGroup: number) => groupDatabase(controlGroup),
    },
    edge: {
      root: at('edge'),
      configuration: at('edge/nginx.conf'),
      /** One file per hostname: the last known routes, read by nginx itself. */
      routes: at('edge/routes'),
      pages: at('edge/pages'),
      /** Request bodies and answers too large for memory. */
      temporary: at('edge/tmp'),
      /** In a directory that only root may enter: nginx makes its sockets open to all. */
      adminSocket: at('run/edge/admin.sock'),
      /** For nginx's own workers, to have pages made that are to be kept. */
      makerSocket: at('edge/tmp/maker.sock'),
      /** Open to all sites: what they may do there is decided by the key they show. */
      purgeSocket: at('run/purge/edge.sock'),
      /** Root's alone. */
      purgeSecret: at('purge.secret'),
      pid: at('run/nginx.pid'),
      /** `<siteId>/access.log` and `error.log`, written by nginx's workers. */
      siteLogs: at('logs/sites'),
    },
    /** The console as built, served by the edge. */
    console: at('console'),
    wpCli: at('wordpress/wp-cli.phar'),
    wordpress: {
      root: at('wordpress'),
      /** Core as released: read-only, shared by all sites, so that OPcache holds it once. */
      core: (version: string) => at('wordpress', version),
      /** Read by every site's WordPress (one folder above core): it loads the slot's own configuration. */
      configuration: at('wordpress/wp-config.php'),
      /** Database of a fresh WordPress; what slots are filled with. */
      goldenDatabase: (version: string) => at('wordpress', `${version}.sql`),
    },
    /** Immutable code shared by sites: mu-plugins, drop-ins, and the standard themes and plugins. */
    release: (releaseId: string) => at('releases', releaseId),
    /** Data of database servers that nobody has used, by version; copied for each shard. */
    mariadbInstallations: at('mariadb'),
    shards: at('shards'),
    shard: (shardId: string) => shardLayout(at('shards', shardId)),
  }
}

const groupDatabase = (controlGroup: number) =>
  controlGroup === 1 ? 'aipress' : `aipress_group_${controlGroup}`

export type ShardLayout = ReturnType<typeof shardLayout>

function shardLayout(root: string) {
  const at = (...parts: string[]) => join(root, ...parts)
  return {
    root,
    /** Each server's socket has a folder of that server's user: where neighbours cannot put theirs. */
    mariadb: {
      data: at('mariadb'),
      socket: at('run/mariadb/db.sock'),
      configuration: at('mariadb.cnf'),
      /** Sorted rows and temporary tables of all sites: where no other program of the machine looks. */
      temporary: at('mariadb.tmp'),
    },
    redis: {
      data: at('redis'),
      socket: at('run/redis/cache.sock'),
      configuration: at('redis.conf'),
      /** Beside the data, as Redis itself rewrites it (`ACL SAVE`). */
      users: at('redis/users.acl'),
      /** Of Redis' user `admin`; root's alone. */
      password: at('redis.password'),
    },
    php: {
      configuration: at('php-fpm.conf'),
      pools: at('php-pools.conf'),
      pid: at('run/php-fpm.pid'),
      /** A folder of its own, as PHP reads settings of a server by folder (`PHP_INI_SCAN_DIR`). */
      settings: at('php/aipress.ini'),
      /** Script that becomes PHP-FPM. */
      start: at('php/start'),
      /** Script that starts a program within the limits of a site. */
      enter: at('php/enter'),
      /** Files that OPcache never keeps. */
      uncached: at('php/uncached.txt'),
      /** Script that is run, out of OPcache, to see whether PHP is well. */
      probe: at('php/probe.php'),
    },
    run: at('run'),
    /** JSON, root's alone: how much of the processors each of its sites has taken. */
    cpu: at('cpu.json'),
    /** What is being removed, out of the reach of whom it belonged to. Root's alone. */
    removed: at('removed'),
    slot: (slot: number) => slotLayout(root, slot),
  }
}

export type SlotLayout = ReturnType<typeof slotLayout>

function slotLayout(shardRoot: string, slot: number) {
  const label = String(slot).padStart(2, '0')
  const at = (...parts: string[]) => join(shardRoot, 'sites', label, ...parts)
  return {
    label,
    /** Owned by root; the slot's user may pass through and nobody else's user can. */
    root: at(),
    /** PHP: secrets and addresses of the site. Readable by root and the slot's user. */
    configuration: at('config.php'),
    /** JSON: how much room the site may take. Readable by root and the slot's user. */
    limits: at('limits.json'),
    /** JSON, root's alone: which state the slot is in and whose it is. */
    state: at('slot.json'),
    /** JSON, root's alone: checksums of a copy's files, for as long as neither side's file changes. */
    copied: at('copied.json'),
    /** The same of its tables: when each was last written to. */
    copiedTables: at('copied-tables.json'),
    /** Symlink to the release in use, switched atomically. Holds `wordpress` (core) and `wp-content`. */
    live: at('live'),
    releases: at('releases'),
    /** `wp-content/uploads`. The slot's user writes, nginx reads. */
    media: at('media'),
    temporary: at('tmp'),
    /** There while requests do not trust the object cache; wordpress/wp-config.php says the same. */
    objectCacheOutage: at('tmp/object-cache'),
    /** Beside the former: in there the slot's user could exchange it for a link when root sees to it. */
    sessions: at('sessions'),
    phpLog: at('logs/php.log'),
    /** What WordPress says of its slow requests: JSON lines, written as the slot's user. */
    slowLog: at('logs/slow.log'),
    /** Slow queries of the slot's database: JSON lines, root's alone. */
    slowQueryLog: at('logs/slow-query.log'),
    /** Locked by a scheduled run while it lasts. */
    runLock: at('logs/scheduled-run.lock'),
    /** Mail as handed over by WordPress: written to `tmp`, moved to `new`. */
    mail: at('mail'),
    /** The slot's user writes in it when something is due next. */
    schedule: at('schedule'),
    dueFile: at('schedule/due'),
    /**
     * In a directory that only nginx may enter: a link to the socket of the PHP that serves the site, so that a change
     * of it is one atomic switch and nobody need be told.
     */
    socket: join(shardRoot, 'run', 'php', label, 'php.sock'),
    /** Of the slot's pool in the shard's own PHP-FPM. */
    sharedSocket: join(shardRoot, 'run', 'php', label, 'shared.sock'),
    /** A PHP-FPM that serves this slot alone, where its site's tier has one. */
    ownPhp: {
      socket: join(shardRoot, 'run', 'php', label, 'own.sock'),
      configuration: at('php-fpm.conf'),
      /** Script that becomes PHP-FPM. */
      start: at('php-start'),
      pid: join(shardRoot, 'run', 'php', label, 'own.pid'),
    },
    /** Names inside the shard's database server and cache. */
    database: `site_${label}`,
    cachePrefix: `site_${label}:`,
  }
}

export function shardIdOf(number: number): string {
  return `shard-${String(number).padStart(3, '0')}`
}
