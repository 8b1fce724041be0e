import { APICallError } from '@ai-sdk/provider'
import { RetryError } from 'ai'

/** Nothing is wrong with the model: its asker has used what they may. The message is a clause. */
export class ModelLimitError extends Error {
  override readonly name = 'ModelLimitError'
}

/** Why a model failed, as a clause that follows its name; details are for the log alone. */
export function reasonOf(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  if (cause instanceof ModelLimitError) return cause.message
  if (APICallError.isInstance(cause)) {
    // The Gemini API answers 400 to a key that it does not know.
    if (cause.statusCode === 400 && /api key/i.test(cause.message)) return reasonOfStatus(401)
    return reasonOfStatus(cause.statusCode)
  }
  if (cause instanceof Error && /timeout|abort/i.test(cause.name)) return 'it did not answer in time'
  if (cause instanceof Error && /api ?key|credential|auth/i.test(cause.message))
    return 'its credentials are missing'
  return 'its answer could not be used'
}

/** No server has answered at all. */
export function isUnreachable(error: unknown): boolean {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  return APICallError.isInstance(cause) && cause.statusCode === undefined
}

function reasonOfStatus(status: number | undefined): string {
  if (status === undefined) return 'it could not be reached'
  if (status < 400) return 'its answer could not be used'
  if (status === 401 || status === 403) return 'it refused the API key'
  if (status === 404) return 'it does not exist there'
  if (status === 429) return 'it is over its rate limit'
  return status >= 500 ? 'it is out of order' : 'it refused the request'
}
