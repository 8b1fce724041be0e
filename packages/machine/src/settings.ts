import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Config, loadConfig, SETTING_NAMES } from '@aipress/control-plane/config.ts'
import type { Layout } from '@aipress/control-plane/drivers/local/layout.ts'
import { ensureFile, ensureFolder, ROOT_ONLY } from '@aipress/control-plane/drivers/local/owned-files.ts'
import { DEFAULT_PORT } from '../../../tools/platform-home.mjs'
import { SetupError } from '../../../tools/setup-error.mjs'
import { exists } from './files.ts'

export interface Settings {
  /** What the control plane is started with, `AIPRESS_HOME` included. */
  readonly environment: Readonly<Record<string, string>>
  readonly config: Config
  /** As told before; `undefined` for a new platform. */
  readonly portBefore: number | undefined
  /** As many control groups as it was told to have before. */
  readonly groupsBefore: number
}

/** What the libraries of model providers read by themselves. */
const PROVIDER_NAMES = [
  'ANTHROPIC_API_KEY',
  'GOOGLE_API_KEY',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'GOOGLE_VERTEX_API_KEY',
  'GOOGLE_VERTEX_LOCATION',
  'GOOGLE_VERTEX_PROJECT',
]

const SECRET_NAMES = /_KEY$|_SECRET$|_SMTP_URL$/

/** Named by the command itself, by the process, or by a test: not to be remembered. */
const NOT_KEPT = /^AIPRESS_(HOME|PROCESS)$|_FOR_TESTS_ONLY$/

/** Said to each process by itself: see control-plane.ts. */
const OF_ONE_PROCESS = ['AIPRESS_ROLE', 'AIPRESS_CONTROL_GROUP']

/**
 * What was told before, overridden by what is told now; an empty value forgets. Throws a `SetupError`
 * that names every bad value.
 */
export async function loadSettings(
  layout: Layout,
  given: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const kept = { ...(await readJson(layout.settings)), ...(await readJson(layout.secretSettings)) }
  const names = SETTING_NAMES.filter((name) => !OF_ONE_PROCESS.includes(name))
  const known = [...names, ...PROVIDER_NAMES].flatMap((name) => {
    const value = given[name] ?? kept[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  const environment = { ...Object.fromEntries(known), AIPRESS_HOME: layout.home }
  const wasMade = await exists(layout.settings)
  const portBefore = wasMade ? Number(kept.AIPRESS_PORT ?? DEFAULT_PORT) : undefined
  const groupsBefore = Number(kept.AIPRESS_GROUPS ?? 1)
  return { environment, config: checked(environment), portBefore, groupsBefore }
}

function checked(environment: Record<string, string>): Config {
  try {
    return loadConfig(environment)
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), {
      hint: 'Put the named settings right, or leave them out for their defaults, and run it again.',
      cause: error,
    })
  }
}

/** So that `down`, `status` and a later `up` need not be told again. */
export async function saveSettings(layout: Layout, { environment }: Settings): Promise<void> {
  const entries = Object.entries(environment).filter(([name]) => !NOT_KEPT.test(name))
  const secrets = entries.filter(([name]) => SECRET_NAMES.test(name))
  const others = entries.filter(([name]) => !SECRET_NAMES.test(name))
  await ensureFolder(dirname(layout.secretSettings), { uid: 0, gid: 0, mode: 0o700 })
  await ensureFile(layout.secretSettings, asJson(secrets), ROOT_ONLY)
  await ensureFile(layout.settings, asJson(others), { uid: 0, gid: 0, mode: 0o644 })
}

const asJson = (entries: [string, string][]) => `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`

async function readJson(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SetupError(`${path} is not valid JSON.`, { hint: 'Put it right or delete it.', cause })
  }
}
