/** Small charts as SVG, drawn by hand: a report is one file that opens anywhere, without a script. */

const WIDTH = 640
const HEIGHT = 260
const MARGIN = { left: 64, right: 16, top: 36, bottom: 40 }

export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Chart {
  readonly title: string
  readonly x: string
  readonly y: string
}

const COLOURS = ['#2563eb', '#d97706', '#059669', '#dc2626', '#7c3aed']

export function lineChart(chart: Chart, series: readonly Series[]): string {
  const points = series.flatMap(({ points }) => points)
  const xMax = Math.max(...points.map(([x]) => x), 1)
  const yMax = niceMax(Math.max(...points.map(([, y]) => y), 0))
  const lines = series.map(({ points: own }, index) => {
    const path = own.map(([x, y]) => `${at(x, xMax)},${up(y, yMax)}`).join(' ')
    const dots = own.map(([x, y]) => `<circle cx="${at(x, xMax)}" cy="${up(y, yMax)}" r="3"/>`).join('')
    const colour = COLOURS[index % COLOURS.length]
    return `<g fill="${colour}" stroke="${colour}"><polyline fill="none" stroke-width="2" points="${path}"/>${dots}</g>`
  })
  return frame(chart, { xMax, yMax }, lines.join('') + legend(series.map(({ name }) => name)))
}

/** Values by how often they occur: sites per shard, for example. */
export function histogram(chart: Chart, counts: ReadonlyMap<number, number>): string {
  const xMax = Math.max(...counts.keys(), 1)
  const yMax = niceMax(Math.max(...counts.values(), 0))
  const width = Math.max(1, ((WIDTH - MARGIN.left - MARGIN.right) / (xMax + 1)) * 0.8)
  const bars = [...counts].map(([x, y]) => {
    const top = up(y, yMax)
    return `<rect fill="${COLOURS[0]}" x="${at(x, xMax) - width / 2}" y="${top}" width="${width}" height="${HEIGHT - MARGIN.bottom - top}"/>`
  })
  return frame(chart, { xMax, yMax }, bars.join(''))
}

const at = (x: number, xMax: number) =>
  Math.round((MARGIN.left + (x / xMax) * (WIDTH - MARGIN.left - MARGIN.right)) * 10) / 10
const up = (y: number, yMax: number) =>
  Math.round((HEIGHT - MARGIN.bottom - (y / yMax) * (HEIGHT - MARGIN.top - MARGIN.bottom)) * 10) / 10

/** 1, 2 or 5 times a power of ten, at or above the value. */
function niceMax(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((step) => step * power >= value) ?? 10
  return factor * power
}

const LEGEND_WIDTH = 110
const TICKS = [0, 0.25, 0.5, 0.75, 1]

function frame(chart: Chart, { xMax, yMax }: { xMax: number; yMax: number }, content: string): string {
  const grid = TICKS.map((share) => {
    const [x, y] = [at(share * xMax, xMax), up(share * yMax, yMax)]
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}"/>
<text x="${MARGIN.left - 8}" y="${y + 4}" text-anchor="end">${short(share * yMax)}</text>
<text x="${x}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${short(share * xMax)}</text>`
  })
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}">
<text class="title" x="${MARGIN.left}" y="18">${escaped(chart.title)}<tspan class="unit">, ${escaped(chart.y)}</tspan></text>
${grid.join('\n')}
<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 6}" text-anchor="end">${escaped(chart.x)}</text>
${content}</svg>`
}

function legend(names: readonly string[]): string {
  if (names.length < 2) return ''
  // Beside the title, where no line comes.
  const items = names.map((name, index) => {
    const x = WIDTH - MARGIN.right - (names.length - index) * LEGEND_WIDTH
    return `<rect x="${x}" y="9" width="10" height="10" fill="${COLOURS[index % COLOURS.length]}"/><text x="${x + 16}" y="18">${escaped(name)}</text>`
  })
  return items.join('')
}

function short(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1_000)}k`
  return String(Math.round(value * 100) / 100)
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
