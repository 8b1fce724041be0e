import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { GZIP_LEVEL } from './http.ts'
import type { Built } from './visits.ts'

/**
 * For each page the bytes of compressed JavaScript that must have come before it can be used: what the entry and the
 * page import, and what those import. What is imported later, when it is needed, does not count.
 */
export async function firstLoads({ output }: Built): Promise<Map<string, number>> {
  const chunks = new Map(output.flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each]] : [])))
  const bytes = new Map(
    [...chunks].map(([name, { code }]) => [name, gzipSync(code, { level: GZIP_LEVEL }).length]),
  )
  const needed = (fileName: string, all = new Set<string>()): Set<string> => {
    if (all.has(fileName)) return all
    all.add(fileName)
    for (const imported of chunks.get(fileName)?.imports ?? []) needed(imported, all)
    return all
  }
  const neededBy = (module: string): Set<string> => {
    const chunk = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
    if (chunk === undefined) throw new Error(`${module} was not built.`)
    return needed(chunk.fileName)
  }
  const entry = neededBy('/src/main.tsx')
  const loads = (await everyPage()).map((page) => {
    // A tab of a site stands in its page.
    const around = /\/site-/.test(page) ? neededBy('/sites/site-page.tsx') : []
    const files = new Set([...entry, ...around, ...neededBy(`/src/${page}`)])
    return [page, [...files].reduce((sum, file) => sum + (bytes.get(file) ?? 0), 0)] as const
  })
  return new Map(loads)
}

async function everyPage(): Promise<string[]> {
  const source = await readFile(join(import.meta.dirname, '../src/pages.ts'), 'utf8')
  return [...source.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, page]) => page ?? '')
}
