/**
 * Which language models can be named. Apart from the assistant, so that a name that can never work is
 * refused together with the other settings, before anything is started.
 */
export const MODEL_PROVIDERS = ['google', 'google-vertex', 'anthropic', 'openai-compatible'] as const
export type ModelProvider = (typeof MODEL_PROVIDERS)[number]

export interface ModelName {
  readonly provider: ModelProvider
  readonly modelId: string
}

/** `undefined` for what is not `<provider>/<model>` with a known provider. */
export function parseModelName(name: string): ModelName | undefined {
  const [first, ...rest] = name.split('/')
  const provider = MODEL_PROVIDERS.find((known) => known === first)
  const modelId = rest.join('/')
  return provider === undefined || modelId === '' ? undefined : { provider, modelId }
}

export const MODEL_NAME_RULE = `must be <provider>/<model> with one of ${MODEL_PROVIDERS.join(', ')}`
export const MODEL_URL_MISSING =
  'AIPRESS_MODEL_URL is missing: an openai-compatible model needs the address of its API.'
