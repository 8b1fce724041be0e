import type { LanguageModelV4 } from '@ai-sdk/provider'
import { MODEL_NAME_RULE, type ModelProvider, parseModelName } from '@aipress/contract'
import { MODEL_URL_MISSING } from '../kernel/model-name.ts'
import type { ServiceAccount } from './google-credentials.ts'

/** A model that can be spoken with, or is none. */
export interface ModelConfig {
  /** `provider/model`; empty for the built-in interpreter. */
  readonly name: string
  readonly url?: string | undefined
  readonly apiKey?: string | undefined
  /** Of a service account of Google Cloud. */
  readonly credentials?: ServiceAccount | undefined
  readonly project?: string | undefined
  readonly location?: string | undefined
  /**
   * Keys that the machine itself holds, in its environment or by its identity, may be sent to the address. Never where
   * somebody has chosen the address while the platform runs.
   */
  readonly mayUseMachineKeys?: boolean | undefined
}

export interface ConfiguredModel {
  readonly name: string
  /** Loads the provider on first use: each costs megabytes that most platforms never need. */
  load(): Promise<LanguageModelV4>
}

type ProviderSettings = Omit<ModelConfig, 'name' | 'mayUseMachineKeys'> & { readonly modelId: string }

const PROVIDERS: Record<ModelProvider, (settings: ProviderSettings) => Promise<LanguageModelV4>> = {
  google: async ({ modelId, url, apiKey }) =>
    (await import('@ai-sdk/google')).createGoogle(present({ baseURL: url, apiKey }))(modelId),
  // With an API key Vertex AI works in express mode; without one by the credentials, or by what the machine has
  // (Application Default Credentials), which on Google Cloud is the workload's own identity.
  'google-vertex': async ({ modelId, url, apiKey, project, location, credentials }) => {
    const { createVertex } = await import('@ai-sdk/google-vertex')
    const googleAuthOptions = credentials === undefined ? undefined : { credentials }
    return createVertex(present({ baseURL: url, apiKey, project, location, googleAuthOptions }))(modelId)
  },
  anthropic: async ({ modelId, url, apiKey }) =>
    (await import('@ai-sdk/anthropic')).createAnthropic(present({ baseURL: url, apiKey }))(modelId),
  'openai-compatible': async ({ modelId, url = '', apiKey }) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    const settings = { name: 'openai-compatible', baseURL: url, includeUsage: true, ...present({ apiKey }) }
    return createOpenAICompatible(settings)(modelId)
  },
}

/** Providers read what they are not given from the environment, and take `undefined` for given. */
function present<T extends object>(settings: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** Undefined without a configured model. Throws at once for one that can never work, so that nobody waits for it in vain. */
export function selectModel({
  name,
  mayUseMachineKeys = true,
  ...given
}: ModelConfig): ConfiguredModel | undefined {
  if (name === '') return undefined
  const parsed = parseModelName(name)
  if (parsed === undefined) throw new Error(`AIPRESS_MODEL is "${name}"; it ${MODEL_NAME_RULE}.`)
  const { provider, modelId } = parsed
  if (provider === 'openai-compatible' && given.url === undefined) throw new Error(MODEL_URL_MISSING)
  // The libraries read a key from the environment only where they are given none at all.
  const settings = mayUseMachineKeys ? given : { ...given, apiKey: given.apiKey ?? '' }
  let loading: Promise<LanguageModelV4> | undefined
  return {
    name,
    load() {
      loading ??= PROVIDERS[provider]({ ...settings, modelId }).catch((error: unknown) => {
        loading = undefined
        throw error
      })
      return loading
    },
  }
}
