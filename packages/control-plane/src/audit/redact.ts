const TEXT_LENGTH_MAX = 2_000
const SECRET = '[secret]'
const SECRET_NAME = /pass|secret|api_?key|credential/i
/** `--user_pass=…`, as WP-CLI takes passwords; the value may also be the next argument. */
const SECRET_OPTION = /^(--?[\w-]*(?:pass|secret|token|key)[\w-]*)(=.*)?$/is

/** The input as JSON with its secrets taken out, cut to what an audit line holds. */
export function redactedInput(input: unknown): string {
  const text = JSON.stringify(withoutSecrets(input)) ?? ''
  return text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX - 1)}…`
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => argumentWithoutSecret(item, value[index - 1]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? SECRET : withoutSecrets(item),
    ]),
  )
}

function argumentWithoutSecret(item: unknown, before: unknown): unknown {
  if (typeof item !== 'string') return withoutSecrets(item)
  const [, option, value] = SECRET_OPTION.exec(item) ?? []
  if (option !== undefined) return value === undefined ? item : `${option}=${SECRET}`
  const followsOption = typeof before === 'string' && SECRET_OPTION.test(before) && !before.includes('=')
  return followsOption && !item.startsWith('-') ? SECRET : item
}
