export function preflight(facts: {
  home: string
  port: number
  repository: string
  environment?: Record<string, string | undefined>
  uid?: number
}): Promise<void>
interface CommandFacts {
  command: string
  environment?: Record<string, string | undefined>
  uid?: number
}
export function checkRoot(facts: CommandFacts): void
export function checkNode(facts: Omit<CommandFacts, 'uid'> & { version?: string }): void
export function requirePlatform(facts: CommandFacts & { home: string }): void
export function checkDebian(environment: Record<string, string | undefined>): void
export function checkHome(home: string): void
export function checkDisk(folder: string, freeBytesMin: number): Promise<void>
