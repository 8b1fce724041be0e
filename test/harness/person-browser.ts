import { type Client, createClient } from '@aipress/contract'

/** A browser without a screen: keeps cookies by path, follows no redirect by itself. */
export class PersonBrowser {
  private readonly cookies = new Map<string, { name: string; value: string; path: string }>()
  private readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  async signIn(email: string, password: string): Promise<void> {
    const answer = await this.post('/auth/sign-in/email', { email, password })
    if (answer.status !== 200) throw new Error(`Signing in answered ${answer.status}.`)
  }

  get(address: string | URL): Promise<Response> {
    return this.ask(address, {})
  }

  post(address: string | URL, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask(address, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: this.origin, ...headers },
    })
  }

  /** As the console's pages do. */
  get client(): Client {
    const headers = { origin: this.origin }
    return createClient({
      baseUrl: this.origin,
      fetch: (address, init) => this.ask(String(address), init ?? {}),
      headers,
    })
  }

  /** Goes where a program sends it and stops at the question to the person: its id. */
  async goTo(asks: URL): Promise<string> {
    const toConsent = locationOf(await this.get(asks))
    const page = new URL(locationOf(await this.get(toConsent)), this.origin)
    return page.searchParams.get('request') ?? ''
  }

  /** The person's word; answers what the program is told. */
  async decide(request: string, decision: object): Promise<URL> {
    const answer = await this.post(`/oauth/consent/${request}/decision`, decision)
    if (answer.status !== 200) throw new Error(`Deciding answered ${answer.status}: ${await answer.text()}`)
    const { next } = (await answer.json()) as { next: string }
    return new URL(locationOf(await this.get(next)))
  }

  private async ask(address: string | URL, init: RequestInit): Promise<Response> {
    const url = new URL(address, this.origin)
    const cookie = [...this.cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([, { name, value }]) => `${name}=${value}`)
      .join('; ')
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const text of answer.headers.getSetCookie()) this.keep(text)
    return answer
  }

  private keep(text: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    const path = /;\s*path=([^;]+)/i.exec(text)?.[1] ?? '/'
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(text)) this.cookies.delete(name + path)
    else this.cookies.set(name + path, { name, value, path })
  }
}

export function locationOf(answer: Response): string {
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`There is no redirect in an answer of ${answer.status}.`)
  return location
}
