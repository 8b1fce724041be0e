import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

export interface Load {
  readonly port: number
  readonly hosts: readonly string[]
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

/** Asks for the front page of one host after another, with wrk (Debian's), which takes a processor of its own. */
export async function load(
  folder: string,
  { port, hosts, accepts, seconds, connections }: Load,
): Promise<LoadFigures> {
  const script = join(folder, 'load.lua')
  await writeFile(script, scriptFor(port, hosts, accepts))
  const { stdout } = await execa('wrk', [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--latency'],
    ...['--script', script, `http://127.0.0.1:${port}/`],
  ])
  const [line] = /^\{.*\}$/m.exec(stdout) ?? []
  if (line === undefined) throw new Error(`wrk said:\n${stdout}`)
  return JSON.parse(line) as LoadFigures
}

function scriptFor(port: number, hosts: readonly string[], accepts: string | undefined): string {
  const accept = accepts === undefined ? '' : `["Accept-Encoding"] = "${accepts}",`
  return `
local hosts = { ${hosts.map((host) => `"${host}"`).join(', ')} }
local requests, at = {}, 0
function init()
  for index, host in ipairs(hosts) do
    requests[index] = wrk.format("GET", "/", { ["Host"] = host .. ":${port}", ${accept} })
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
