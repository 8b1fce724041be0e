import { AipressError } from '@aipress/contract'
import type { Connection } from '../kernel/database.ts'

export async function isNameTaken(connection: Connection, name: string): Promise<boolean> {
  const row = await connection
    .selectFrom('sites')
    .select('site_id')
    .where('name', '=', name)
    .executeTakeFirst()
  return row !== undefined
}

/** The name with the lowest number after it that nobody has. */
export async function freeNameLike(connection: Connection, name: string): Promise<string> {
  const like = await connection
    .selectFrom('sites')
    .select('name')
    .where('name', 'like', `${name}%`)
    .limit(1_000)
    .execute()
  const names = new Set(like.map((row) => row.name))
  let number = 2
  while (names.has(`${name}-${number}`)) number += 1
  return `${name}-${number}`
}

export function nameTaken(name: string, free = `${name}-2`): AipressError {
  return new AipressError('site_name_taken', `A site named "${name}" already exists.`, {
    hint: `Choose another name, for example "${free}", with the option name. A deleted site holds its name until its grace period ends.`,
  })
}

/** For a name that no site has, though its address is a site's: one that was or is about to be called so. */
export function addressTaken(name: string) {
  return (error: unknown): never => {
    if (!(error instanceof AipressError) || error.code !== 'hostname_taken') throw error
    throw new AipressError('site_name_taken', `The address of "${name}" leads to another site.`, {
      hint: `Choose another name, for example "${name}-2", with the option name.`,
      cause: error,
    })
  }
}
