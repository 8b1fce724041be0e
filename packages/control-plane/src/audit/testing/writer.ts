import { openDatabase } from '../../kernel/database.ts'
import { auditAppender } from '../append-audit-lines.ts'

/**
 * A process that writes lines, many at once, and says the text of each as soon as it has been answered:
 * `node writer.ts <database url> <name> <lines>`.
 */
const [url = '', name = '', count = '0'] = process.argv.slice(2)
const AT_ONCE = 20

const pool = openDatabase(url)
const append = auditAppender(pool.database)
const left = Array.from({ length: Number(count) }, (_, index) => `${name}-${index}`).values()

async function writeOn(): Promise<void> {
  for (const text of left) {
    await append({
      at: new Date(),
      principal: 'machine',
      who: name,
      door: 'cli',
      action: 'sites.create',
      input: text,
      site_id: null,
      account_id: null,
      operation_id: null,
      result: 'ok',
      duration_ms: 1,
    })
    process.stdout.write(`${text}\n`)
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, writeOn))
await pool[Symbol.asyncDispose]()
