/** Answers whether there was something to build. Without a log, what vite says is told only when it fails. */
export function ensureConsoleBuild(request: {
  repository: string
  log?: string
  report: (text: string) => void
}): Promise<string>
