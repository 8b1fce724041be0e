import { z } from 'zod'
import { defineAction } from './action.ts'
import { Timestamp } from './page.ts'

/** Which models can be named: `<provider>/<model>`. */
export const MODEL_PROVIDERS = ['google', 'google-vertex', 'anthropic', 'openai-compatible'] as const
export type ModelProvider = (typeof MODEL_PROVIDERS)[number]

/** The interpreter that needs neither a key nor a network, as people name it. */
export const BUILT_IN_MODEL = 'built-in'

export const MODEL_NAME_RULE = `must be <provider>/<model> with one of ${MODEL_PROVIDERS.join(', ')}`

/** `undefined` for what is not `<provider>/<model>` with a known provider. */
export function parseModelName(name: string): { provider: ModelProvider; modelId: string } | undefined {
  const [first, ...rest] = name.split('/')
  const provider = MODEL_PROVIDERS.find((known) => known === first)
  const modelId = rest.join('/')
  return provider === undefined || modelId === '' ? undefined : { provider, modelId }
}

const PriceMax = 10_000

/** What a day may take of a model; of each account by itself, the platform's own people together being one. */
export const ModelLimits = z.object({
  /** Read and written together. */
  tokensPerDay: z.number().int(),
  /** US dollars, by the prices that are set; absent where there is no limit. */
  costPerDay: z.number().optional(),
})
export type ModelLimits = z.infer<typeof ModelLimits>

export const ModelSettings = z.object({
  /** `<provider>/<model>`, or `built-in`. */
  model: z.string(),
  /** `settings`: set here; `environment`: what the platform was started with. */
  from: z.enum(['settings', 'environment']),
  url: z.string().optional(),
  /** Keys are stored encrypted and never shown again. */
  hasKey: z.boolean(),
  /** The address of the service account of Google Cloud that was set. */
  credentials: z.string().optional(),
  project: z.string().optional(),
  location: z.string().optional(),
  /** US dollars for a million tokens; absent where nobody has set them, and then no cost is known. */
  inputPrice: z.number().optional(),
  outputPrice: z.number().optional(),
  limits: ModelLimits,
  changedAt: Timestamp.optional(),
  changedBy: z.string().optional(),
})
export type ModelSettings = z.infer<typeof ModelSettings>

export const showModel = defineAction({
  name: 'models.show',
  summary: 'Show which language model the assistant speaks with',
  input: z.object({}),
  output: ModelSettings,
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/model',
  cli: 'model show',
  cliExample: 'aipress model show',
  examples: [
    'which language model is in use',
    'which language model are we using',
    'show the language model',
    'show me the model of the assistant',
    'which ai model does the assistant use',
  ],
})

const price = (of: string) =>
  z.coerce
    .number()
    .min(0)
    .max(PriceMax)
    .optional()
    .describe(`US dollars for a million tokens that the model ${of}`)

export const changeModel = defineAction({
  name: 'models.change',
  summary: 'Choose the language model that the assistant speaks with',
  description:
    'It takes effect with the next message of every conversation. A key is stored encrypted and never shown. A key stays only where provider and address stay the same: give it again with another one. Where a model fails, the built-in interpreter answers.',
  input: z.object({
    model: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe(
        'like google/gemini-3-flash, google-vertex/…, anthropic/… or openai-compatible/…; built-in for none; default for what the platform was started with',
      ),
    url: z
      .string()
      .trim()
      .max(500)
      .refine((text) => text === '' || /^https?:\/\//.test(text), 'It begins with http:// or https://')
      .optional()
      .describe(
        'address of an OpenAI-compatible API, like http://localhost:11434/v1 for Ollama; empty removes it',
      ),
    apiKey: z.string().trim().max(1_000).optional().describe('the provider’s key; empty removes it'),
    credentials: z
      .string()
      .max(20_000)
      .optional()
      .describe(
        'for google-vertex: the JSON file of a service account; without it, and without a key, the machine’s own identity is used',
      ),
    project: z.string().trim().max(100).optional().describe('for google-vertex: the Google Cloud project'),
    location: z.string().trim().max(50).optional().describe('for google-vertex: the region, or global'),
    inputPrice: price('reads'),
    outputPrice: price('writes'),
    tokensPerDay: z.coerce
      .number()
      .int()
      .min(1_000)
      .max(10_000_000_000)
      .optional()
      .describe('tokens that an account may use on a day (UTC)'),
    costPerDay: z.coerce
      .number()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('US dollars that an account may cost on a day (UTC), by the prices set; 0 for no limit'),
  }),
  output: ModelSettings,
  errors: ['invalid_input'],
  effect: 'changes',
  permission: 'platform:change',
  http: 'PATCH /v1/model',
  cli: 'model set',
  cliExample: 'aipress model set --model google/gemini-3-flash --api-key "$KEY"',
  examples: ['change the language model to {model}', 'use the language model {model}'],
})

export const ModelTest = z.object({
  model: z.string(),
  ok: z.boolean(),
  /** What went wrong, as a sentence. */
  failure: z.string().optional(),
  hint: z.string().optional(),
  /** What it said, 200 characters at most. */
  answer: z.string().optional(),
  firstTokenMs: z.number().int().optional(),
  durationMs: z.number().int(),
  inputTokens: z.number().int().optional(),
  outputTokens: z.number().int().optional(),
})
export type ModelTest = z.infer<typeof ModelTest>

export const testModel = defineAction({
  name: 'models.test',
  summary: 'Try the language model once and tell whether it answers',
  description:
    'Asks it for one word and for one call of a tool, as the chat needs both. It costs what a message costs.',
  input: z.object({}),
  output: ModelTest,
  errors: [],
  effect: 'changes',
  permission: 'platform:change',
  http: 'POST /v1/model/test',
  cli: 'model test',
  cliExample: 'aipress model test',
  examples: ['test the language model', 'try whether the language model answers'],
})

export const ModelUse = z.object({
  accountId: z.string(),
  /** Absent where the account is gone. */
  accountName: z.string().optional(),
  model: z.string(),
  calls: z.number().int(),
  failures: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars; absent where no price was set for any of the calls. */
  cost: z.number().optional(),
})
export type ModelUse = z.infer<typeof ModelUse>

export const showModelUsage = defineAction({
  name: 'models.usage',
  summary: 'Show how much of the language model each account has used',
  description: 'Days are in UTC. Each single call is in the audit log as models.call.',
  input: z.object({
    days: z.coerce.number().int().min(1).max(396).default(30).describe('how many days back, today included'),
  }),
  output: z.object({
    since: z.iso.date(),
    /** Most tokens first, 200 at most. */
    items: z.array(ModelUse),
    today: z.object({ tokens: z.number().int(), cost: z.number().optional() }),
  }),
  errors: [],
  effect: 'reads',
  permission: 'platform:read',
  http: 'GET /v1/model/usage',
  cli: 'model usage',
  cliExample: 'aipress model usage --days 7',
  examples: [
    'how many tokens did the language model use',
    'how many tokens has the assistant used',
    'what does the language model cost',
    'what does the ai cost us',
    'token usage of the assistant',
  ],
})

export const modelActions = [showModel, changeModel, testModel, showModelUsage]
