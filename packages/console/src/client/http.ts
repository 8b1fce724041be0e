import { AipressError, type ErrorBody } from '@aipress/contract/errors.ts'

/** The routes beside the actions: sign-in, invitations and the history of the chat. */
export async function fetchJson<Answer>(
  path: string,
  options: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        'x-aipress-door': 'console',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } catch (cause) {
    throw unreachable(cause)
  }
  if (!response.ok) throw await errorOfResponse(response)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

export function unreachable(cause: unknown): AipressError {
  return new AipressError('platform_unavailable', 'The platform cannot be reached.', {
    hint: 'Your sites are not affected. Try again in a moment.',
    cause,
  })
}

export async function errorOfResponse(response: Response): Promise<AipressError> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error: ErrorBody }
    return AipressError.fromBody(error)
  } catch {
    return new AipressError('platform_unavailable', `The platform answered with status ${response.status}.`, {
      hint: 'Try again in a moment.',
    })
  }
}
