import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { CopyFigures } from '../../platform/site-host.ts'
import { type DatabaseFigures, readSchemas, tablesThatDiffer, withReaders } from './copy-database.ts'
import { differencesOf, type FileFigures, lookAtFiles, type Move } from './copy-files.ts'
import { together } from './copy-site.ts'
import { rowsOf } from './database-reader.ts'
import { namesThatDiffer } from './database-schema.ts'
import { readablePath } from './media-files.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { forgetStamps } from './table-stamps.ts'

/** Enough to go on; the log need not hold a list of all files. */
const NAMED_MAX = 5

interface Compared<T> {
  readonly figures: T
  readonly differing: readonly string[]
}

/** Nothing that the copy believed of the database is believed here; of files, what the kernel vouches for. */
export async function compareSites(
  deps: SlotDeps,
  from: Place,
  to: Place,
  signal: AbortSignal,
): Promise<CopyFigures> {
  const [database, files] = await together(signal, (both) => {
    const move = { layout: deps.layout, from, to, signal: both }
    return [compareDatabases(deps, move), compareFiles(move)]
  })
  const differing = [...database.differing, ...files.differing]
  if (differing.length === 0) return { ...database.figures, ...files.figures }
  await forgetStamps(slotOf(deps, to))
  const more = differing.length > NAMED_MAX ? ` and ${differing.length - NAMED_MAX} more` : ''
  const named = `${differing.slice(0, NAMED_MAX).join(', ')}${more}`
  throw new AipressError('copy_differs', `The copy differs from the site: ${named}.`, {
    context: { from: `${from.shardId}/${from.slot}`, to: `${to.shardId}/${to.slot}` },
  })
}

async function compareDatabases(deps: SlotDeps, move: Move): Promise<Compared<DatabaseFigures>> {
  return await withReaders(deps, move, async (from, to) => {
    const [source, target] = await readSchemas(deps, move, from, to)
    const differing = new Set<string>()
    for (const kind of ['tables', 'views', 'triggers', 'routines'] as const) {
      for (const name of namesThatDiffer(source[kind], target[kind])) differing.add(`${kind} ${name}`)
    }
    const common = [...source.tables.keys()].filter((name) => target.tables.has(name))
    for (const name of await tablesThatDiffer(from.connection, to.connection, common)) {
      differing.add(`tables ${name}`)
    }
    for (const name of common) {
      const counters = [source, target].map(({ tables }) => tables.get(name)?.autoIncrement)
      if (counters[0] !== counters[1]) differing.add(`the next number of ${name}`)
    }
    const [size] = await rowsOf(
      to.connection,
      `SELECT SUM(table_rows) AS tableRows, SUM(data_length) AS bytes FROM information_schema.tables
        WHERE table_schema = DATABASE()`,
    )
    const figures = {
      tables: common.length,
      rows: Number(size?.tableRows),
      databaseBytes: Number(size?.bytes),
    }
    return { figures, differing: [...differing] }
  })
}

async function compareFiles(move: Move): Promise<Compared<FileFigures>> {
  const sides = await lookAtFiles(move, () => true)
  const { missing, gone } = differencesOf(sides)
  const files = [...sides.source.values()].filter(({ kind }) => kind === 'file')
  const fileBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return {
    figures: { files: files.length, fileBytes },
    differing: [...new Set([...missing, ...gone])].map((path) => `file ${readablePath(path)}`),
  }
}
