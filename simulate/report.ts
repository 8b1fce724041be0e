import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { escaped } from './charts.ts'

/** What a run found out, written as it is told: to the terminal at once, and to a page and a JSON file at the end. */
export interface Report {
  section(title: string, text?: string): void
  table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void
  chart(svg: string): void
  /** A claim with what was measured; one that does not hold makes the run fail. */
  verdict(claim: string, measured: string, holds: boolean): void
  fact(name: string, value: unknown): void
  save(folder: string): Promise<{ page: string; data: string }>
  readonly failed: readonly string[]
}

export function createReport(title: string, print: (text: string) => void): Report {
  const parts: string[] = []
  const facts: Record<string, unknown> = {}
  const verdicts: { claim: string; measured: string; holds: boolean }[] = []
  return {
    section(heading, text) {
      print(`\n${heading}\n${text === undefined ? '' : `${text}\n`}`)
      parts.push(`<h2>${escaped(heading)}</h2>${text === undefined ? '' : `<p>${escaped(text)}</p>`}`)
    },
    table(head, rows) {
      print(`${textTable(head, rows)}\n`)
      parts.push(htmlTable(head, rows))
    },
    chart: (svg) => void parts.push(`<figure>${svg}</figure>`),
    verdict(claim, measured, holds) {
      verdicts.push({ claim, measured, holds })
      print(`${holds ? 'holds' : 'FAILS'}  ${claim}: ${measured}\n`)
    },
    fact(name, value) {
      facts[name] = value
    },
    async save(folder) {
      await mkdir(folder, { recursive: true })
      const [page, data] = [join(folder, 'report.html'), join(folder, 'report.json')]
      const rows = verdicts.map(({ claim, measured, holds }) => [holds ? 'holds' : 'fails', claim, measured])
      const summary = `<div class="verdicts">${htmlTable(['', 'claim', 'measured'], rows)}</div>`
      await writeFile(page, pageOf(title, summary + parts.join('\n')))
      await writeFile(data, `${JSON.stringify({ title, verdicts, facts }, undefined, 2)}\n`)
      return { page, data }
    },
    get failed() {
      return verdicts.filter(({ holds }) => !holds).map(({ claim }) => claim)
    },
  }
}

type Rows = readonly (readonly (string | number)[])[]

function textTable(head: readonly string[], rows: Rows): string {
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function htmlTable(head: readonly string[], rows: Rows): string {
  const cells = (row: readonly (string | number)[], tag: string) =>
    row.map((cell) => `<${tag}${classOf(cell)}>${escaped(String(cell))}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')
  return `<div class="scroll"><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body}</tbody></table></div>`
}

const classOf = (cell: string | number) => (cell === 'holds' || cell === 'fails' ? ` class="${cell}"` : '')

function pageOf(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } .scroll { overflow-x: auto; } figure { margin: 1.5rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #8884; white-space: nowrap; }
.verdicts td { white-space: normal; vertical-align: top; } .holds { color: #16803c; } .fails { color: #c62828; font-weight: 600; }
@media (prefers-color-scheme: dark) { .holds { color: #4ade80; } .fails { color: #ff8a80; } }
svg .unit { font-weight: 400; } svg { width: 100%; height: auto; } svg text { fill: currentColor; font-size: 12px; }
svg .title { font-weight: 600; font-size: 14px; } svg .grid { stroke: #8884; }
</style><h1>${escaped(title)}</h1>${content}</html>
`
}
