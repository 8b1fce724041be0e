import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'
import { firstPaintOf } from '../src/shell/first-paint.tsx'
import { FIRST_PAGES, type FirstPage } from './first-pages.ts'

type Bundle = Rolldown.OutputBundle

/**
 * Makes documents that show something before any code has run: styles and the first script are in them, the frame and the
 * heading of the page stand there, and the code and the answers that this page needs are asked for at once. There is
 * nothing of anybody in them, so they are files like all others.
 */
export function firstPaint(): Plugin {
  return {
    name: 'first-paint',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const index = bundle['index.html']
        if (index?.type !== 'asset') throw new Error('There is no index.html to begin with.')
        const document = selfContained(String(index.source), bundle)
        index.source = document
        for (const page of FIRST_PAGES) {
          this.emitFile({
            type: 'asset',
            fileName: `first/${page.name}.html`,
            source: documentOf(page, document, bundle),
          })
        }
      },
    },
  }
}

function selfContained(document: string, bundle: Bundle): string {
  const script = readFileSync(join(import.meta.dirname, '../public/first.js'), 'utf8')
  return document
    .replace('<script src="/first.js"></script>', () => `<script>${script}</script>`)
    .replace(/<link rel="stylesheet"[^>]* href="\/([^"]+)">/, (_, name: string) => {
      const styles = bundle[name]
      if (styles?.type !== 'asset') throw new Error(`${name} was not built.`)
      return `<style>${String(styles.source)}</style>`
    })
}

const ROOT = '<div id="root"></div>'
const SCRIPTS =
  /\s*<(?:script type="module"|link rel="modulepreload")[^>]*(?:src|href)="([^"]+)"[^>]*>(?:<\/script>)?/g

function documentOf(page: FirstPage, document: string, bundle: Bundle): string {
  const code = chunksOf(page, bundle).map((name) => `/${name}`)
  const metas = [
    `<meta name="aipress-asks" content="${page.asks.join(' ').replaceAll('&', '&amp;')}">`,
    `<meta name="aipress-code" content="${code.join(' ')}">`,
  ]
  const parts = [
    ['<script>', `${metas.join('\n    ')}\n    <script>`],
    [ROOT, `<div id="root">${firstPaintOf(page.name)}</div>`],
  ] as const
  return parts.reduce(
    (whole, [place, content]) => {
      if (!whole.includes(place)) throw new Error(`index.html has no ${place}.`)
      return whole.replace(place, () => content)
    },
    document.replaceAll(SCRIPTS, ''),
  )
}

/** The file to run, then those that it and the page import. */
function chunksOf({ modules }: FirstPage, bundle: Bundle): string[] {
  const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
  const found = new Set<string>()
  const take = (fileName: string) => {
    if (found.has(fileName)) return
    found.add(fileName)
    chunks.find((chunk) => chunk.fileName === fileName)?.imports.forEach(take)
  }
  for (const module of ['main.tsx', ...modules]) {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/src/${module}`)))
    if (chunk === undefined) throw new Error(`${module} was not built.`)
    take(chunk.fileName)
  }
  return [...found]
}

const COMPRESSED = /\.(?:html|js|css|svg)$/

/** Beside each file the same compressed as well as it can be: the edge sends it as it is. */
export function compressedFiles(): Plugin {
  return {
    name: 'compressed-files',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return
      await Promise.all(
        Object.values(bundle)
          .filter(({ fileName }) => COMPRESSED.test(fileName))
          .map(async (each) => {
            const content = Buffer.from(each.type === 'chunk' ? each.code : each.source)
            const path = join(dir, each.fileName)
            await writeFile(`${path}.br`, await promisify(brotliCompress)(content, brotliOf(content)))
            await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
          }),
      )
    },
  }
}

function brotliOf(content: Buffer) {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  }
}
