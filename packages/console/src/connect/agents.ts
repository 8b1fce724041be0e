/** One program that speaks MCP, and what to do in it. Texts to copy come with the platform's own address. */
export interface Agent {
  id: string
  name: string
  /** What to do, in order. */
  steps: readonly Step[]
  /** It asks from its maker's servers, so a platform on somebody's desk is out of its reach. */
  fromInternet?: boolean
}

export interface Step {
  text: string
  copy?: { text: string; label: string }
}

const NAME = 'aipress'

export function agentsFor(address: string): readonly Agent[] {
  return [
    {
      id: 'claude-code',
      name: 'Claude Code',
      steps: [
        command('Add the platform', `claude mcp add --transport http ${NAME} ${quoted(address)}`),
        { text: `Start “claude”, type /mcp, choose “${NAME}” and “Authenticate”. A page opens here.` },
      ],
    },
    {
      id: 'claude',
      name: 'Claude (web and desktop)',
      fromInternet: true,
      steps: [
        { text: 'Settings → Connectors → Add custom connector. Name it AIPress and give it this address.' },
        place(address),
        { text: 'Press “Connect”. A page opens here.' },
      ],
    },
    {
      id: 'chatgpt',
      name: 'ChatGPT',
      fromInternet: true,
      steps: [
        { text: 'Settings → Apps & Connectors → Advanced settings: switch on developer mode.' },
        { text: 'Create a connector with OAuth and this address.' },
        place(address),
        { text: 'Press “Create”. A page opens here. In a chat, choose AIPress under “+”.' },
      ],
    },
    {
      id: 'cursor',
      name: 'Cursor',
      steps: [
        file('.cursor/mcp.json of a project, or ~/.cursor/mcp.json', {
          mcpServers: { [NAME]: { url: address } },
        }),
        { text: 'Settings → MCP: press “Connect” beside it. A page opens here.' },
      ],
    },
    {
      id: 'vscode',
      name: 'VS Code',
      steps: [
        command(
          'Add the platform',
          `code --add-mcp '${JSON.stringify({ name: NAME, type: 'http', url: address })}'`,
        ),
        file('Or in .vscode/mcp.json of a project', { servers: { [NAME]: { type: 'http', url: address } } }),
        { text: 'Start it with “MCP: List Servers”. A page opens here; its tools are in agent mode.' },
      ],
    },
    {
      id: 'gemini',
      name: 'Gemini CLI',
      steps: [
        command('Add the platform', `gemini mcp add --transport http ${NAME} ${quoted(address)}`),
        { text: `Start “gemini” and type /mcp auth ${NAME}. A page opens here.` },
      ],
    },
    {
      id: 'curl',
      name: 'curl and scripts',
      steps: [
        {
          text: 'What has no browser uses an API token. Make one, with an end and no more rights than needed.',
        },
        command('See the tools', curlOf(address)),
      ],
    },
  ]
}

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

function curlOf(address: string): string {
  return [
    `curl ${quoted(address)} \\`,
    '  -H "Authorization: Bearer $AIPRESS_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    '  -H "Accept: application/json, text/event-stream" \\',
    `  -d '${JSON.stringify(CALL)}'`,
  ].join('\n')
}

/** Shells take a question mark for a pattern. */
const quoted = (address: string) => (address.includes('?') ? `'${address}'` : address)

const command = (text: string, line: string): Step => ({
  text: `${text}:`,
  copy: { text: line, label: 'Copy the command' },
})
const place = (address: string): Step => ({
  text: 'Address:',
  copy: { text: address, label: 'Copy the address' },
})
const file = (where: string, content: object): Step => ({
  text: `${where}:`,
  copy: { text: JSON.stringify(content, null, 2), label: 'Copy the settings' },
})

/** Whether only this machine can reach it, as far as a name tells. */
export function isLocal(hostname: string): boolean {
  return /(^|\.)localhost$|^127\.|^\[::1\]$|\.(local|test|internal)$/.test(hostname)
}

/** Browsers find `aipress.localhost` by themselves, other programs often do not; the same is at `localhost`. */
export function addressForPrograms({ origin }: { origin: string }): string {
  return `${origin.replace(/^(https?:\/\/)aipress\.localhost(?=:|$)/, '$1localhost')}/mcp`
}
