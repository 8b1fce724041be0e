import { resolve } from 'node:path'
import { MODEL_PROVIDERS, parseModelName, Region, Tier } from '@aipress/contract'
import { z } from 'zod'
import { HOME_LENGTH_MAX } from './drivers/local/layout.ts'
import { isNetwork } from './drivers/local/network.ts'
import { MODEL_URL_MISSING } from './kernel/model-name.ts'

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** On one machine. Ten processes beside the front take 1.5 GB, and shards more. */
const CONTROL_GROUPS_MAX = 10

const PORT_RULE = 'a whole number from 1 to 65535'
const Port = wholeNumber(1, 65_535)

const share = z.number().min(0).max(1)

/** What people may set of a simulated cloud; the rest is as measured, or Google Cloud's. */
const Simulation = z.strictObject({
  seed: z.number().int().default(1),
  /** Real seconds per simulated one. */
  timeScale: z.number().min(0).max(10).default(0.01),
  /** How many of all calls fail for a passing reason. */
  failureShare: share.default(0),
  slowShards: z.strictObject({ share, factor: z.number().min(1).max(100) }).optional(),
})

const amount = z.number().positive().optional()
const TierLimits = z.partialRecord(
  Tier,
  z.strictObject({ storageBytes: amount, bandwidthBytes: amount, visits: amount }),
)

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each setting ends with its rule in words: "AIPRESS_PORT must be …". */
const Environment = z.object({
  /** Everything that the platform keeps. */
  AIPRESS_HOME: z
    .string()
    .default('/var/lib/aipress')
    .transform((home) => resolve(home))
    // Servers read the path unquoted, and their sockets live in it.
    .pipe(
      z
        .string()
        .regex(/^[A-Za-z0-9._/@+-]+$/)
        .max(HOME_LENGTH_MAX),
    )
    .describe(`a path of letters, digits and . _ - @ + with at most ${HOME_LENGTH_MAX} characters`),
  AIPRESS_PORT: Port.default(8080).describe(PORT_RULE),
  /** Sites get `<name>.<domain>`; the console `aipress.<domain>` and the domain itself. */
  AIPRESS_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default('localhost')
    .describe('a domain name in lower case like example.com'),
  /** What visitors' browsers use, when a proxy in front of the edge speaks for it. */
  AIPRESS_PUBLIC_SCHEME: z.enum(['http', 'https']).default('http').describe('http or https'),
  AIPRESS_PUBLIC_PORT: Port.optional().describe(PORT_RULE),
  /** Proxies in front of the edge, separated by commas, that are believed about who asks and by which scheme. */
  AIPRESS_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(z.string().refine(isNetwork)).max(100))
    .describe('at most 100 addresses or networks like 10.0.0.0/8, separated by commas'),
  /** Names this control-plane process; two on one platform need two names. */
  AIPRESS_PROCESS: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .optional()
    .describe('1 to 30 lower-case letters, digits and dashes'),
  /** Whose machines, servers and sites the platform is made of. */
  /** How shards are really made. `simulated`: not at all, for showing what the control plane does with many. */
  AIPRESS_DRIVER: z.enum(['local', 'simulated']).default('local').describe('local or simulated'),
  /** Of the simulated driver: see drivers/simulated/world-options.ts. */
  AIPRESS_SIMULATION: z
    .string()
    .default('{}')
    .transform(parsedJson)
    .pipe(Simulation)
    .describe('JSON like {"seed":1,"timeScale":0.01}'),
  /** Control groups of the platform; with more than one, each is a process of its own beside the front. */
  AIPRESS_GROUPS: wholeNumber(1, CONTROL_GROUPS_MAX)
    .default(1)
    .describe(`a whole number from 1 to ${CONTROL_GROUPS_MAX}`),
  /** What this process is: the only one, the front, or a control group. Set by `up` for each process. */
  AIPRESS_ROLE: z.enum(['all', 'front', 'group']).default('all').describe('all, front or group'),
  /** Which group, of a process that is one. */
  AIPRESS_CONTROL_GROUP: wholeNumber(1, CONTROL_GROUPS_MAX)
    .default(1)
    .describe(`a whole number from 1 to ${CONTROL_GROUPS_MAX}`),
  AIPRESS_SITES_PER_SHARD: wholeNumber(1, 50).default(50).describe('a whole number from 1 to 50'),
  /** Placement prefers shards with fewer sites than this. */
  AIPRESS_SITES_TARGET: wholeNumber(1, 50).default(40).describe('a whole number from 1 to 50'),
  /** Where shards are made; each region has headroom of its own. */
  AIPRESS_REGIONS: z
    .string()
    .default('local')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(Region).min(1).max(20))
    .describe('1 to 20 names of regions like europe-west1, separated by commas'),
  AIPRESS_SHARDS_MAX: wholeNumber(1, 100).default(20).describe('a whole number from 1 to 100'),
  /** Shards with servers for one gold site each; none: gold sites share servers with others. */
  AIPRESS_DEDICATED_SHARDS_MAX: wholeNumber(0, 100).default(8).describe('a whole number from 0 to 100'),
  /** Slots per shard kept ready ahead of need. */
  AIPRESS_WARM_SLOTS: wholeNumber(0, 50).default(10).describe('a whole number from 0 to 50'),
  AIPRESS_STEP_TIMEOUT_SECONDS: z.coerce
    .number()
    .int()
    .positive()
    .default(120)
    .describe('a whole number of seconds, 1 or more'),
  /** For how long a deleted site can be brought back. */
  AIPRESS_DELETE_GRACE_HOURS: z.coerce
    .number()
    .min(0)
    .default(7 * 24)
    .describe('a number of hours, 0 or more'),
  /** For how long the former place of a moved site is kept, frozen. */
  AIPRESS_MOVE_GRACE_MINUTES: z.coerce.number().min(0).default(10).describe('a number of minutes, 0 or more'),
  AIPRESS_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('debug, info, warn, error or silent'),
  /** The built-in interpreter when empty. */
  AIPRESS_MODEL: z
    .string()
    .refine((name) => name === '' || parseModelName(name) !== undefined)
    .default('')
    .describe(`<provider>/<model> with one of ${MODEL_PROVIDERS.join(', ')}`),
  /** Where `openai-compatible` models are, or another address for a provider's API. */
  AIPRESS_MODEL_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an address like https://models.example.com/v1'),
  AIPRESS_MODEL_API_KEY: z.string().optional(),
  /** Without it mail is captured and shown in the console. */
  AIPRESS_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('an address like smtp://user:password@host:587'),
  /** Another provider to sign in through, by OpenID Connect: all three or none. */
  AIPRESS_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((url) => /^https:|^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(url))
    .optional()
    .describe('the address by which the provider names itself, like https://accounts.google.com'),
  AIPRESS_OIDC_CLIENT_ID: z.string().optional(),
  AIPRESS_OIDC_CLIENT_SECRET: z.string().optional(),
  /** On the button of the sign-in page. */
  AIPRESS_OIDC_NAME: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .default('your organisation')
    .describe('1 to 40 characters'),
  /** Faults that tests inject, as JSON. See engine/faults.ts. */
  AIPRESS_FAULTS_FOR_TESTS_ONLY: z.string().optional(),
  /** Smaller limits of tiers than anyone is sold, as JSON: tests cannot fill gigabytes. */
  AIPRESS_TIER_LIMITS_FOR_TESTS_ONLY: z
    .string()
    .default('{}')
    .transform(parsedJson)
    .pipe(TierLimits)
    .describe('JSON like {"bronze":{"storageBytes":4000000}}'),
  /** How many times as often as otherwise reconcilers run, for tests that wait for them. */
  AIPRESS_HASTE_FOR_TESTS_ONLY: wholeNumber(1, 20).default(1).describe('a whole number from 1 to 20'),
})

/** All that can be set. */
export const SETTING_NAMES: readonly string[] = Object.keys(Environment.shape)

export type Config = ReturnType<typeof loadConfig>

/** The only reader of the environment. Names every bad variable at once, then the process stops. */
export function loadConfig(environment: Record<string, string | undefined>) {
  const parsed = Environment.safeParse(environment)
  const faults = parsed.success ? faultsBetween(parsed.data) : faultsOf(parsed.error, environment)
  if (!parsed.success || faults.length > 0) throw new Error(faults.join('\n'))
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
    process: value.AIPRESS_PROCESS ?? processName(value),
    driver: value.AIPRESS_DRIVER,
    simulation: value.AIPRESS_SIMULATION,
    groups: value.AIPRESS_GROUPS,
    role: value.AIPRESS_ROLE,
    controlGroup: value.AIPRESS_CONTROL_GROUP,
    shards: {
      sitesMax: value.AIPRESS_SITES_PER_SHARD,
      sitesTarget: Math.min(value.AIPRESS_SITES_TARGET, value.AIPRESS_SITES_PER_SHARD),
      countMax: value.AIPRESS_SHARDS_MAX,
      dedicatedMax: value.AIPRESS_DEDICATED_SHARDS_MAX,
      regions: value.AIPRESS_REGIONS,
      tiers: Tier.options,
      warmSlots: value.AIPRESS_WARM_SLOTS,
    },
    engine: {
      stepTimeoutSeconds: value.AIPRESS_STEP_TIMEOUT_SECONDS,
      faultsForTestsOnly: value.AIPRESS_FAULTS_FOR_TESTS_ONLY,
    },
    tierLimitsForTestsOnly: value.AIPRESS_TIER_LIMITS_FOR_TESTS_ONLY,
    reconcilerHasteForTestsOnly: value.AIPRESS_HASTE_FOR_TESTS_ONLY,
    moveGraceMinutes: value.AIPRESS_MOVE_GRACE_MINUTES,
    deleteGraceHours: value.AIPRESS_DELETE_GRACE_HOURS,
    logLevel: value.AIPRESS_LOG_LEVEL,
    model: { name: value.AIPRESS_MODEL, url: value.AIPRESS_MODEL_URL, apiKey: value.AIPRESS_MODEL_API_KEY },
    smtpUrl: value.AIPRESS_SMTP_URL,
    oidc: oidcOf(value),
  }
}

/** A setting that may hold a password is not repeated to a screen or a log. */
const SECRET = /_URL$|_KEY$|_SECRET$/

function faultsOf(error: z.ZodError, environment: Record<string, string | undefined>): string[] {
  const names = new Set(error.issues.map((issue) => String(issue.path[0])))
  return [...names].map((name) => {
    const rule = `${name} must be ${Environment.shape[name as keyof typeof Environment.shape].description}`
    return SECRET.test(name) ? `${rule}.` : `${rule}, not "${environment[name]}".`
  })
}

/** What each setting alone cannot say. */
function faultsBetween(value: z.infer<typeof Environment>): string[] {
  const needsUrl = parseModelName(value.AIPRESS_MODEL)?.provider === 'openai-compatible'
  const isBeyond = value.AIPRESS_ROLE === 'group' && value.AIPRESS_CONTROL_GROUP > value.AIPRESS_GROUPS
  const oidc = OIDC_NEEDED.filter((name) => !value[name])
  return [
    ...(oidc.length === 0 || oidc.length === OIDC_NEEDED.length
      ? []
      : [`${oidc.join(', ')} is missing: with one AIPRESS_OIDC_… setting all three are needed.`]),
    ...(needsUrl && value.AIPRESS_MODEL_URL === undefined ? [MODEL_URL_MISSING] : []),
    ...(isBeyond ? [`AIPRESS_CONTROL_GROUP must be at most AIPRESS_GROUPS (${value.AIPRESS_GROUPS}).`] : []),
  ]
}

const OIDC_NEEDED = ['AIPRESS_OIDC_ISSUER', 'AIPRESS_OIDC_CLIENT_ID', 'AIPRESS_OIDC_CLIENT_SECRET'] as const

function oidcOf(value: z.infer<typeof Environment>) {
  const { AIPRESS_OIDC_ISSUER: issuer, AIPRESS_OIDC_CLIENT_ID: clientId } = value
  const { AIPRESS_OIDC_CLIENT_SECRET: clientSecret, AIPRESS_OIDC_NAME: name } = value
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret, name } : undefined
}

/** The engine and the supervisor tell processes apart by it. */
const processName = ({ AIPRESS_ROLE, AIPRESS_CONTROL_GROUP }: z.infer<typeof Environment>) =>
  AIPRESS_ROLE === 'group' ? `control-plane-${AIPRESS_CONTROL_GROUP}` : 'control-plane'

/** `http://corner-bakery.localhost:8080`: the address of a hostname as visitors type it. */
export function urlOfHostname(config: Pick<Config, 'publicAddress'>, hostname: string): string {
  const { scheme, port } = config.publicAddress
  const usual = scheme === 'http' ? 80 : 443
  return `${scheme}://${hostname}${port === usual ? '' : `:${port}`}`
}
