import { createServer } from 'node:net'

/**
 * A port that is free now. Taken from below the range that the system hands out by itself, so that no
 * outgoing connection takes it before it is used.
 */
const LOWEST = 20_000
const HIGHEST = 32_000
const ATTEMPTS_MAX = 100

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) return port
  }
  throw new Error(`No port between ${LOWEST} and ${HIGHEST} is free.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
