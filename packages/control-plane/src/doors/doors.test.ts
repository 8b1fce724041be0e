import { AipressError, type AnyAction, createClient, type ErrorBody, toolName } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { DoorsPlatform } from '../../../../test/harness/doors-platform.ts'
import { describeDoor } from './doors.suite.ts'

describeDoor('REST', 'rest', ({ url }) => ({
  call: (action, input, token) => restClient({ baseUrl: url }, token).call(action, input),
}))

describeDoor('REST on the machine’s socket', 'cli', ({ machineSocket }) => ({
  call: (action, input, token) => {
    const fetch = fetchOverSocket(machineSocket)
    const headers = { 'x-aipress-door': 'cli' }
    return restClient({ baseUrl: 'http://machine', fetch, headers }, token).call(action, input)
  },
}))

describeDoor('MCP', 'mcp', (platform) => {
  const clients = new Map<string, Promise<Client>>()
  return {
    async call(action, input, token) {
      const client = clients.get(token) ?? connect(platform, token)
      clients.set(token, client)
      return callTool(await client, action, input)
    },
    async close() {
      for (const client of clients.values()) await client.then((one) => one.close()).catch(() => undefined)
    },
  }
})

function restClient(options: Parameters<typeof createClient>[0], token: string) {
  return createClient({ ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } })
}

async function connect({ url }: DoorsPlatform, token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const headers = { authorization: `Bearer ${token}` }
  await client
    .connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }))
    .catch((error: unknown) => {
      throw new AipressError('not_signed_in', 'The server refused the connection.', { cause: error })
    })
  return client
}

async function callTool(client: Client, action: AnyAction, input: Record<string, unknown>) {
  const confirmed = action.confirm === undefined ? input : { ...input, confirm: input[action.confirm] }
  const result = await client.callTool({ name: toolName(action), arguments: confirmed })
  if (result.isError) throw AipressError.fromBody((result.structuredContent as { error: ErrorBody }).error)
  return result.structuredContent
}
