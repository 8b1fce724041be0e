import type { LanguageModelV4 } from '@ai-sdk/provider'
import {
  MODEL_NAME_RULE,
  MODEL_URL_MISSING,
  type ModelProvider,
  parseModelName,
} from '../../kernel/model-name.ts'

/** As `config.model` has it. */
export interface ModelConfig {
  /** `provider/model`; empty for the built-in interpreter. */
  readonly name: string
  readonly url: string | undefined
  readonly apiKey: string | undefined
}

export interface ConfiguredModel {
  readonly name: string
  /** Loads the provider on first use: each costs megabytes that most platforms never need. */
  load(): Promise<LanguageModelV4>
}

interface ProviderSettings {
  readonly modelId: string
  readonly baseURL?: string
  readonly apiKey?: string
}

const PROVIDERS: Record<ModelProvider, (settings: ProviderSettings) => Promise<LanguageModelV4>> = {
  google: async ({ modelId, ...settings }) =>
    (await import('@ai-sdk/google')).createGoogle(settings)(modelId),
  // With an API key Vertex AI works in express mode; without one by Application Default Credentials.
  'google-vertex': async ({ modelId, ...settings }) =>
    (await import('@ai-sdk/google-vertex')).createVertex(settings)(modelId),
  anthropic: async ({ modelId, ...settings }) =>
    (await import('@ai-sdk/anthropic')).createAnthropic(settings)(modelId),
  'openai-compatible': async ({ modelId, baseURL = '', ...settings }) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    return createOpenAICompatible({ name: 'openai-compatible', baseURL, ...settings })(modelId)
  },
}

/** Undefined without a configured model. Throws at once for one that can never work, so that nobody waits for it in vain. */
export function selectModel({ name, url, apiKey }: ModelConfig): ConfiguredModel | undefined {
  if (name === '') return undefined
  const parsed = parseModelName(name)
  if (parsed === undefined) throw new Error(`AIPRESS_MODEL is "${name}"; it ${MODEL_NAME_RULE}.`)
  const { provider, modelId } = parsed
  if (provider === 'openai-compatible' && url === undefined) throw new Error(MODEL_URL_MISSING)
  const create = PROVIDERS[provider]
  const settings = {
    modelId,
    ...(url === undefined ? {} : { baseURL: url }),
    ...(apiKey === undefined ? {} : { apiKey }),
  }
  let loading: Promise<LanguageModelV4> | undefined
  return {
    name,
    load() {
      loading ??= create(settings).catch((error: unknown) => {
        loading = undefined
        throw error
      })
      return loading
    },
  }
}
