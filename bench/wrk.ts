import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

export interface Load {
  readonly port: number
  readonly hosts: readonly string[]
  /** The front page unless told otherwise. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** With its `Accept-Encoding`, as a browser sends it; undefined for none. */
  readonly accepts: string | undefined
  readonly seconds: number
  readonly connections: number
}

export interface LoadFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200, and connections that failed. */
  readonly errors: number
}

/** Asks for a page of one host after another, with wrk (Debian's), which takes a processor of its own. */
export async function load(
  folder: string,
  { port, hosts, path = '/', headers = {}, accepts, seconds, connections }: Load,
): Promise<LoadFigures> {
  const script = join(folder, 'load.lua')
  await writeFile(
    script,
    scriptFor(port, hosts, path, {
      ...headers,
      ...(accepts === undefined ? {} : { 'accept-encoding': accepts }),
    }),
  )
  const { stdout } = await execa('wrk', [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--latency'],
    ...['--script', script, `http://127.0.0.1:${port}/`],
  ])
  const [line] = /^\{.*\}$/m.exec(stdout) ?? []
  if (line === undefined) throw new Error(`wrk said:\n${stdout}`)
  return JSON.parse(line) as LoadFigures
}

function scriptFor(
  port: number,
  hosts: readonly string[],
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  // JSON's texts are Lua's, where they hold neither line breaks nor what is beyond ASCII.
  const others = Object.entries(headers).map(
    ([name, value]) => `[${JSON.stringify(name)}] = ${JSON.stringify(value)},`,
  )
  return `
local hosts = { ${hosts.map((host) => `"${host}"`).join(', ')} }
local requests, at = {}, 0
function init()
  for index, host in ipairs(hosts) do
    requests[index] = wrk.format("GET", ${JSON.stringify(path)}, { ["Host"] = host .. ":${port}", ${others.join(' ')} })
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format('{"perSecond":%.1f,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d}\\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000, errors))
end
`
}
