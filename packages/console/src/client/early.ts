declare global {
  interface Window {
    /** Put there by public/first.js. */
    aipressAsked?: Map<string, Promise<Response>>
  }
}

/** An answer that nobody has taken by then tells how it was. */
const FRESH_MS = 10_000

/** As `fetch`, and takes an answer that the page has asked for before this code had come. Each is taken once. */
export function fetchOnceEarly(address: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const asked = window.aipressAsked
  const isRead = init?.method === undefined || init.method === 'GET'
  const answer = typeof address === 'string' && isRead ? asked?.get(address) : undefined
  if (answer === undefined || performance.now() > FRESH_MS) return fetch(address, init)
  asked?.delete(String(address))
  return answer
}

/** Once the first page is there: what nobody has taken by then may be of another person's session before long. */
export function forgetEarly(): void {
  delete window.aipressAsked
}
