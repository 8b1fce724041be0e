import type { AnyAction } from '@aipress/contract'

export interface Positional {
  /** The input it fills. */
  readonly name: string
  readonly required: boolean
  /** Takes all that is left, as `<args...>` does. */
  readonly variadic: boolean
}

export interface Usage {
  /** `['site', 'create']` */
  readonly words: readonly string[]
  readonly positionals: readonly Positional[]
  /** The rest is written after `--`, because it has options of its own. */
  readonly afterDashes: boolean
}

/** Reads the contract's usage line: `site wp <site> -- <args...>`. */
export function parseUsage(action: AnyAction): Usage {
  const parts = action.cli.split(' ')
  return {
    words: parts.filter((part) => /^[a-z]/.test(part)),
    positionals: parts.filter((part) => /^[<[]/.test(part)).map(parsePositional),
    afterDashes: parts.includes('--'),
  }
}

function parsePositional(part: string): Positional {
  const inside = part.slice(1, -1)
  const variadic = inside.endsWith('...')
  return { name: variadic ? inside.slice(0, -3) : inside, required: part.startsWith('<'), variadic }
}
