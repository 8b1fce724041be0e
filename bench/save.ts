import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'

const FOLDER = 'bench-report'

/** Saves what a bench measured, for later comparison: `bench-report/cached.json`. */
export async function save(name: string, measured: object): Promise<void> {
  const folder = resolve(FOLDER)
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}.json`)
  const about = { bench: name, at: new Date().toISOString(), processors: availableParallelism() }
  await writeFile(path, `${JSON.stringify({ ...about, ...measured }, null, 2)}\n`)
  process.stdout.write(`\nSaved: ${path}\n`)
}
