import { isReservedSiteName, SiteName } from '@aipress/contract/site-name.ts'

/**
 * Where a site of this name will be, told by where the console is: sites are beside it, under the same
 * domain. A console that is opened by a bare IP address does not know the domain.
 */
export function addressOfName(name: string, consoleHost: string): string {
  const isIpAddress = /^(\[.*\]|\d+\.\d+\.\d+\.\d+)(:\d+)?$/.test(consoleHost)
  return isIpAddress ? `${name}.…` : `${name}.${consoleHost.replace(/^aipress\./, '')}`
}

/** Why a site cannot be called so; the server decides and knows which names are taken. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return undefined
  if (isReservedSiteName(name)) return `“${name}” is reserved by the platform; try “${name}-site”.`
  return SiteName.safeParse(name).error?.issues[0]?.message
}
