import {
  Client,
  type OAuthClientInformationMixed,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'

interface AgentOptions {
  /** Where it listens for what the browser brings back. */
  redirectUrl?: string
}

/** For tests that bring it themselves. */
const NOBODY_LISTENS = 'http://127.0.0.1:41999/callback'

/** An outside agent with MCP's own client: all that it knows at first is an address. */
export class Agent implements OAuthClientProvider {
  readonly redirectUrl: string
  /** Where its person is sent to. */
  asks: URL | undefined
  registered: OAuthClientInformationMixed | undefined
  held: OAuthTokens | undefined
  private verifier = ''
  private found: OAuthDiscoveryState | undefined
  private readonly mcpUrl: URL
  readonly name: string

  constructor(mcpUrl: string, name: string, { redirectUrl = NOBODY_LISTENS }: AgentOptions = {}) {
    this.mcpUrl = new URL(mcpUrl)
    this.name = name
    this.redirectUrl = redirectUrl
  }

  get clientMetadata() {
    return {
      client_name: this.name,
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }
  }

  state() {
    return 'a state of its own'
  }
  clientInformation() {
    return this.registered
  }
  saveClientInformation(registered: OAuthClientInformationMixed) {
    this.registered = registered
  }
  tokens() {
    return this.held
  }
  saveTokens(tokens: OAuthTokens) {
    this.held = tokens
  }
  redirectToAuthorization(url: URL) {
    this.asks = url
  }
  saveDiscoveryState(found: OAuthDiscoveryState) {
    this.found = found
  }
  discoveryState() {
    return this.found
  }
  saveCodeVerifier(verifier: string) {
    this.verifier = verifier
  }
  codeVerifier() {
    return this.verifier
  }

  /** Tries to connect and is refused; its person is then sent to `asks`. */
  async begin(): Promise<URL> {
    const refused = await this.open().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(refused instanceof UnauthorizedError))
      throw new Error('The agent was not refused.', { cause: refused })
    if (this.asks === undefined) throw new Error('The agent did not send its person anywhere.')
    return this.asks
  }

  /** Brings what the browser was sent back with. */
  async finish(callback: URL): Promise<Client> {
    const transport = this.transport()
    await transport.finishAuth(callback.searchParams)
    return this.open()
  }

  async open(): Promise<Client> {
    const client = new Client({ name: this.name, version: '1' })
    await client.connect(this.transport())
    return client
  }

  private transport(): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(this.mcpUrl, {
      authProvider: this,
    })
  }
}
