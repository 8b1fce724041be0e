export function preflight(facts: {
  home: string
  port: number
  repository: string
  environment?: Record<string, string | undefined>
  uid?: number
}): Promise<void>
export function checkRoot(uid: number): void
export function checkDebian(environment: Record<string, string | undefined>): void
export function checkHome(home: string): void
export function checkDisk(folder: string, freeBytesMin: number): Promise<void>
