import { access, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import mysql, { type Connection } from 'mysql2/promise'
import { ensureDatabaseUser } from '../../../packages/control-plane/src/drivers/local/site-database.ts'
import { type Area, prints, type Switch } from '../attack.ts'
import { administer, cannot, granted, twin } from '../switches.ts'
import type { Neighbour, World } from '../world.ts'

/** Where the server may write and read files, if a user may make it. */
const filesOf = ({ layout, attacker }: World) => dirname(layout.shard(attacker.place.shardId).mariadb.socket)
const written = (world: World) => join(filesOf(world), 'hostile.txt')

/** The victim's site is at work on something long, with something in its statement that others should not see. */
async function busyVictim(world: World) {
  const { database } = world.victim.configuration
  const connection = await mysql.createConnection({
    socketPath: database.socket,
    user: database.user,
    password: database.password,
    database: database.name,
  })
  // It may be killed: that is the attack.
  connection.on('error', () => undefined)
  world.target.connectionId = await idOf(connection)
  const statement = connection.query(`SELECT SLEEP(60) /* ${world.secret} */`).catch(() => undefined)
  return async () => {
    connection.destroy()
    await Promise.race([statement, undefined])
  }
}

async function idOf(connection: Connection): Promise<number> {
  const [rows] = await connection.query('SELECT CONNECTION_ID() AS id')
  return Number((rows as { id: number }[])[0]?.id)
}

const rowsOf = async (world: World, sql: string) => (await administer(world, sql)).length
const optionOf = ({ victim }: World, name: string) =>
  `SELECT 1 FROM ${victim.slot.database}.wp_options WHERE option_name = '${name}'`

/** What a rule of rights that leaves `_` unescaped would cover as well. */
async function similarName(world: World) {
  const name = world.attacker.slot.database.replace('_', 'X')
  world.target.similarDatabase = name
  await administer(
    world,
    `CREATE DATABASE IF NOT EXISTS ${name}; CREATE TABLE IF NOT EXISTS ${name}.t (secret TEXT);
     INSERT INTO ${name}.t VALUES ('${world.secret}')`,
  )
  return () => administer(world, `DROP DATABASE ${name}`)
}

/** As it stands in the server's own table: the server would take the name without its backslash for another rule. */
const schemaOf = ({ slot }: Neighbour) => `\`${slot.database.replace('_', '\\_')}\`.*`
const ofVictim =
  (rights: string) =>
  ({ victim }: World) =>
    `${rights} ON ${schemaOf(victim)}`
const everywhere = (rights: string) => () => `${rights} ON *.*`

/** Both that protects: who makes it may name another, and the other may run what is not in its own schema. */
const lentDefiner: Switch = {
  how: '`GRANT SET USER`, and `GRANT EXECUTE` to the neighbour',
  async off(world) {
    const { off } = granted('', everywhere('SET USER'))
    const { undo } = await off(world)
    const { attacker, victim } = world
    const rights = `EXECUTE ON ${schemaOf(attacker)}`
    const user = `'${victim.slot.database}'@'localhost'`
    await administer(world, `GRANT ${rights} TO ${user}`)
    return {
      async undo() {
        await administer(world, `REVOKE ${rights} FROM ${user}`)
        await undo()
      },
    }
  },
}

export const DATABASE: Area = {
  title: 'Database',
  attacks: [
    {
      name: 'select-from-neighbour',
      tries: 'selects from a neighbour’s tables',
      protection: 'each database user has rights in its own schema alone',
      without: granted('`GRANT SELECT` on the neighbour’s schema', ofVictim('SELECT')),
    },
    {
      name: 'write-to-neighbour',
      tries: 'writes into a neighbour’s tables',
      protection: 'each database user has rights in its own schema alone',
      stage: async (world) => () =>
        administer(
          world,
          `DELETE FROM ${world.victim.slot.database}.wp_options WHERE option_name = 'hostile'`,
        ),
      succeeded: async (world) => (await rowsOf(world, optionOf(world, 'hostile'))) > 0,
      without: granted('`GRANT INSERT` on the neighbour’s schema', ofVictim('INSERT')),
    },
    {
      name: 'lock-neighbours-table',
      tries: 'locks a neighbour’s table, so that its site stands still',
      protection: 'each database user has rights in its own schema alone',
      succeeded: prints('locked'),
      without: granted(
        '`GRANT SELECT, LOCK TABLES` on the neighbour’s schema',
        ofVictim('SELECT, LOCK TABLES'),
      ),
    },
    {
      name: 'hook-neighbours-table',
      tries: 'puts a trigger on a neighbour’s table',
      protection: 'each database user has rights in its own schema alone',
      stage: async (world) => () =>
        administer(world, `DROP TRIGGER IF EXISTS ${world.victim.slot.database}.hostile`),
      succeeded: async (world) =>
        (await rowsOf(world, `SELECT 1 FROM information_schema.triggers WHERE trigger_name = 'hostile'`)) > 0,
      without: granted('`GRANT TRIGGER` on the neighbour’s schema', ofVictim('TRIGGER')),
    },
    {
      name: 'match-similar-schema',
      tries: 'reaches a schema whose name differs where SQL’s `_` stands for any letter',
      protection: 'in each GRANT the `_` is escaped',
      stage: similarName,
      without: granted(
        '`GRANT … ON site_01.*`, unescaped',
        ({ attacker }) => `SELECT ON \`${attacker.slot.database}\`.*`,
      ),
    },
    {
      name: 'list-schemas',
      tries: 'lists the neighbours’ tables in information_schema',
      protection: 'each database user has rights in its own schema alone',
      succeeded: ({ victim }, output) => output.includes(`"${victim.slot.database}"`),
      without: granted('`GRANT SELECT` on the neighbour’s schema', ofVictim('SELECT')),
    },
    {
      name: 'read-password-hashes',
      tries: 'reads the digests of all passwords (mysql.global_priv)',
      protection: 'no rights on the server’s own schemas',
      succeeded: prints('authentication_string'),
      without: granted('`GRANT SELECT` on `mysql`', () => 'SELECT ON `mysql`.*'),
    },
    {
      name: 'set-password',
      tries: 'gives a neighbour’s database user another password',
      protection: 'no rights on the server’s own schemas',
      stage: async (world) => () =>
        ensureDatabaseUser(
          world,
          world.victim.place,
          world.victim.configuration.database.password,
          AbortSignal.timeout(10_000),
        ),
      succeeded: prints('changed'),
      without: granted('`GRANT CREATE USER, UPDATE`', () => 'CREATE USER, UPDATE ON *.*'),
    },
    {
      name: 'load-file',
      tries: 'has the server read a file (`LOAD_FILE`)',
      protection: 'no FILE right; and then one folder alone (`secure_file_priv`)',
      without: granted('`GRANT FILE`', everywhere('FILE')),
    },
    {
      name: 'load-data-infile',
      tries: 'has the server load a file into a table (`LOAD DATA INFILE`)',
      protection: 'no FILE right; and then one folder alone (`secure_file_priv`)',
      without: granted('`GRANT FILE`', everywhere('FILE')),
    },
    {
      name: 'into-outfile',
      tries: 'has the server write a file (`INTO OUTFILE`)',
      protection: 'no FILE right; and then one folder alone (`secure_file_priv`)',
      stage: async (world) => () => rm(written(world), { force: true }),
      succeeded: (world) =>
        access(written(world)).then(
          () => true,
          () => false,
        ),
      without: granted('`GRANT FILE`', everywhere('FILE')),
    },
    {
      name: 'place-table-elsewhere',
      tries: 'has a table’s file made in another folder (`DATA DIRECTORY`)',
      protection: '`symbolic_links=OFF`; the option is ignored',
      succeeded: prints('DATA DIRECTORY='),
      without: cannot('it would need the shard’s database server to be started anew without it'),
    },
    {
      name: 'read-process-list',
      tries: 'reads what neighbours ask their database just now',
      protection: 'no PROCESS right',
      stage: busyVictim,
      without: granted('`GRANT PROCESS`', everywhere('PROCESS')),
    },
    {
      name: 'kill-connection',
      tries: 'ends a neighbour’s connection to its database',
      protection: 'no CONNECTION ADMIN right',
      stage: busyVictim,
      succeeded: async (world) => {
        const sql = `SELECT 1 FROM information_schema.processlist WHERE id = ${world.target.connectionId} AND command <> 'Killed'`
        return (await rowsOf(world, sql)) === 0
      },
      without: granted('`GRANT CONNECTION ADMIN, PROCESS`', everywhere('CONNECTION ADMIN, PROCESS')),
    },
    {
      name: 'set-global',
      tries: 'changes a setting of the whole server',
      protection: 'no administrative rights',
      stage: async (world) => () => administer(world, 'SET GLOBAL long_query_time = 10'),
      succeeded: async (world) =>
        (await rowsOf(world, 'SELECT 1 FROM DUAL WHERE @@GLOBAL.long_query_time = 77')) > 0,
      without: granted('`GRANT SUPER`', everywhere('SUPER')),
    },
    {
      name: 'install-plugin',
      tries: 'loads a library into the server (`INSTALL SONAME`)',
      protection: 'no rights on the server’s own schemas',
      stage: async (world) => () =>
        administer(world, "UNINSTALL SONAME IF EXISTS 'locales'").catch(() => undefined),
      succeeded: async (world) =>
        (await rowsOf(
          world,
          `SELECT 1 FROM information_schema.plugins WHERE plugin_library = 'locales.so'`,
        )) > 0,
      without: granted('`GRANT INSERT` on `mysql.plugin`', () => 'INSERT ON `mysql`.`plugin`'),
    },
    {
      name: 'borrow-definer',
      tries: 'makes a procedure that runs with a neighbour’s rights (`DEFINER`)',
      protection: 'no SET USER right; and the neighbour could not run it, in a schema that is not its own',
      stage: async (world) => () =>
        administer(world, `DROP PROCEDURE IF EXISTS ${world.attacker.slot.database}.hostile`),
      without: lentDefiner,
    },
    {
      name: 'schedule-event',
      tries: 'has the server run its code later, when its site may be gone (`CREATE EVENT`)',
      protection: 'no EVENT right',
      stage: async (world) => () =>
        administer(world, `DROP EVENT IF EXISTS ${world.attacker.slot.database}.hostile`),
      succeeded: async (world) =>
        (await rowsOf(world, `SELECT 1 FROM information_schema.events WHERE event_name = 'hostile'`)) > 0,
      without: granted('`GRANT EVENT` on its own schema', ({ attacker }) => `EVENT ON ${schemaOf(attacker)}`),
    },
    {
      name: 'enter-far-database',
      tries: 'enters the database server of another shard with its own password',
      protection: 'a password for each slot and shard',
      succeeded: prints('entered'),
      without: {
        how: 'the same password on both shards',
        async off(world) {
          const { far, attacker } = world
          const user = twin(world)
          const give = ({ configuration }: Neighbour) =>
            ensureDatabaseUser(world, user, configuration.database.password, AbortSignal.timeout(10_000))
          await give(attacker)
          return { undo: () => give(far) }
        },
      },
    },
  ],
}
