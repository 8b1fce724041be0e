import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import type { Environment } from '../environment.ts'

/** What `aipress login` keeps: one platform, whoever owns the file may act on it. */
const Credentials = z.object({ url: z.string(), token: z.string() })
export type Credentials = z.infer<typeof Credentials>

export function readCredentials(environment: Environment): Credentials | undefined {
  const path = credentialsPath(environment)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new AipressError('invalid_input', `The stored login cannot be read: ${path}`, { cause: error })
  }
  try {
    return Credentials.parse(JSON.parse(text))
  } catch (error) {
    throw new AipressError('invalid_input', `The stored login is damaged: ${path}`, {
      hint: 'Run "aipress logout", then "aipress login <url>" again.',
      cause: error,
    })
  }
}

/** Written beside and moved, so that no moment shows half a file or one that others can read. */
export function writeCredentials(environment: Environment, credentials: Credentials): string {
  const path = credentialsPath(environment)
  mkdirSync(environment.configDirectory, { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 })
  chmodSync(fresh, 0o600)
  renameSync(fresh, path)
  return path
}

/** Succeeds where there are none. */
export function removeCredentials(environment: Environment): void {
  rmSync(credentialsPath(environment), { force: true })
}

function credentialsPath(environment: Environment): string {
  return join(environment.configDirectory, 'credentials.json')
}
