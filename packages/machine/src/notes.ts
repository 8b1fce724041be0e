import { type ModelProvider, parseModelName } from '@aipress/contract'
import type { Config } from '@aipress/control-plane/config.ts'
import type { Settings } from './settings.ts'

/** What a person should know although all went well. */
export function notesOn(settings: Settings): string[] {
  return [...portNotes(settings), ...modelNotes(settings)]
}

function portNotes({ config, portBefore }: Settings): string[] {
  if (portBefore === undefined || portBefore === config.port) return []
  return [`Moved from port ${portBefore} to ${config.port}: the console and the sites answer there now.`]
}

/** What the libraries of providers read by themselves, one of which suffices. */
const KEY_NAMES: Record<ModelProvider, readonly string[]> = {
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GOOGLE_GENERATIVE_AI_API_KEY'],
  'google-vertex': ['GOOGLE_VERTEX_API_KEY', 'GOOGLE_VERTEX_PROJECT'],
  'openai-compatible': [],
}

function modelNotes({ config, environment }: Settings): string[] {
  const provider = parseModelName(config.model.name)?.provider
  if (provider === undefined || config.model.apiKey !== undefined) return []
  if (provider === 'openai-compatible' && isOnThisMachine(config.model.url)) return []
  const names = KEY_NAMES[provider]
  if (names.some((name) => environment[name] !== undefined)) return []
  const others = names.map((name) => ` or ${name}`).join('')
  return [
    `The model ${config.model.name} has no key, so the built-in interpreter may have to answer. Give it with AIPRESS_MODEL_API_KEY${others}.`,
  ]
}

/** Models that run beside AIPress ask for no key. */
function isOnThisMachine(url: Config['model']['url']): boolean {
  return url !== undefined && /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname)
}
