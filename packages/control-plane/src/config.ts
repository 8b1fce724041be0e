import { resolve } from 'node:path'
import { z } from 'zod'
import { HOME_LENGTH_MAX } from './drivers/local/layout.ts'
import { isNetwork } from './drivers/local/network.ts'

const Port = z.coerce.number().int().min(1).max(65_535)

const Environment = z.object({
  /** Everything that the platform keeps. */
  AIPRESS_HOME: z
    .string()
    .default('/var/lib/aipress')
    .transform((home) => resolve(home))
    .pipe(
      z
        .string()
        .regex(
          /^[A-Za-z0-9._/@+-]+$/,
          'may have letters, digits and . _ - @ + only, as servers read it unquoted',
        )
        .max(HOME_LENGTH_MAX, `must have at most ${HOME_LENGTH_MAX} characters, as sockets live in it`),
    ),
  AIPRESS_PORT: Port.default(8080),
  /** Sites get `<name>.<domain>`; the console `aipress.<domain>` and the domain itself. */
  AIPRESS_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default('localhost'),
  /** What visitors' browsers use, when a proxy in front of the edge speaks for it. */
  AIPRESS_PUBLIC_SCHEME: z.enum(['http', 'https']).default('http'),
  AIPRESS_PUBLIC_PORT: Port.optional(),
  /** Proxies in front of the edge, separated by commas, that are believed about who asks and by which scheme. */
  AIPRESS_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(z.string().refine(isNetwork, 'must be addresses or networks like 10.0.0.0/8')).max(100)),
  /** Names this control-plane process; two on one platform need two names. */
  AIPRESS_PROCESS: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .default('control-plane'),
  AIPRESS_SITES_PER_SHARD: z.coerce.number().int().min(1).max(50).default(50),
  AIPRESS_SHARDS_MAX: z.coerce.number().int().min(1).max(100).default(20),
  /** Slots per shard kept ready ahead of need. */
  AIPRESS_WARM_SLOTS: z.coerce.number().int().min(0).max(50).default(10),
  AIPRESS_STEP_TIMEOUT_SECONDS: z.coerce.number().int().positive().default(120),
  /** For how long a deleted site can be brought back. */
  AIPRESS_DELETE_GRACE_HOURS: z.coerce
    .number()
    .min(0)
    .default(7 * 24),
  AIPRESS_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** `google-vertex/gemini-…`, `google/…`, `anthropic/…`, `openai-compatible/…`; the built-in interpreter when empty. */
  AIPRESS_MODEL: z.string().default(''),
  /** Where `openai-compatible` models are, or another address for a provider's API. */
  AIPRESS_MODEL_URL: z.url().optional(),
  AIPRESS_MODEL_API_KEY: z.string().optional(),
  /** `smtp://user:password@host:587`; without it mail is captured and shown in the console. */
  AIPRESS_SMTP_URL: z.url().optional(),
  /** Faults that tests inject, as JSON. See engine/faults.ts. */
  AIPRESS_FAULTS_FOR_TESTS_ONLY: z.string().optional(),
})

/** All that can be set. */
export const SETTING_NAMES: readonly string[] = Object.keys(Environment.shape)

export type Config = ReturnType<typeof loadConfig>

/** The only reader of the environment. Names every bad variable at once, then the process stops. */
export function loadConfig(environment: Record<string, string | undefined>) {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) throw new Error(`AIPress cannot start:\n${z.prettifyError(parsed.error)}`)
  const value = parsed.data
  return {
    home: value.AIPRESS_HOME,
    port: value.AIPRESS_PORT,
    domain: value.AIPRESS_DOMAIN,
    publicAddress: {
      scheme: value.AIPRESS_PUBLIC_SCHEME,
      port: value.AIPRESS_PUBLIC_PORT ?? value.AIPRESS_PORT,
    },
    trustedProxies: value.AIPRESS_TRUSTED_PROXIES,
    process: value.AIPRESS_PROCESS,
    shards: {
      sitesMax: value.AIPRESS_SITES_PER_SHARD,
      countMax: value.AIPRESS_SHARDS_MAX,
      warmSlots: value.AIPRESS_WARM_SLOTS,
    },
    engine: {
      stepTimeoutSeconds: value.AIPRESS_STEP_TIMEOUT_SECONDS,
      faultsForTestsOnly: value.AIPRESS_FAULTS_FOR_TESTS_ONLY,
    },
    deleteGraceHours: value.AIPRESS_DELETE_GRACE_HOURS,
    logLevel: value.AIPRESS_LOG_LEVEL,
    model: { name: value.AIPRESS_MODEL, url: value.AIPRESS_MODEL_URL, apiKey: value.AIPRESS_MODEL_API_KEY },
    smtpUrl: value.AIPRESS_SMTP_URL,
  }
}

/** `http://corner-bakery.localhost:8080`: the address of a hostname as visitors type it. */
export function urlOfHostname(config: Pick<Config, 'publicAddress'>, hostname: string): string {
  const { scheme, port } = config.publicAddress
  const usual = scheme === 'http' ? 80 : 443
  return `${scheme}://${hostname}${port === usual ? '' : `:${port}`}`
}
