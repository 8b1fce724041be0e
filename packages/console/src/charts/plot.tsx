import 'uplot/dist/uPlot.min.css'
import { useEffect, useLayoutEffect, useRef } from 'react'
import UPlot from 'uplot'
import { axisWordsOf } from '../insights/moment-words.ts'
import type { ChartSeries } from '../insights/time-chart.tsx'

const HEIGHT_PX = 168
const AXIS_PX = 56
const LINE_PX = 1.75
const BAR_SHARE = 0.72
const BAR_PX_MAX = 28
/** Not the distance of two times: just after midnight today has one. */
const HALF_STEP_SECONDS = { hour: 1_800, day: 43_200 } as const

interface PlotProps {
  /** In seconds, evenly apart. */
  times: readonly number[]
  series: readonly ChartSeries[]
  step: 'hour' | 'day'
  /** The largest that is sure to be shown; the scale grows beyond it where need be. */
  least: number
  axisWords: (value: number) => string
  /** The place in `times` that is looked at. */
  at: number | undefined
  onPoint: (at: number | undefined) => void
}

/** The drawing alone: what it shows is said beside it in words, so it is nothing to screen readers. */
export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | undefined>(undefined)
  const { times, series, step, least, axisWords, at, onPoint } = props
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const draw = () => {
      plot.current?.destroy()
      const width = Math.max(1, element.clientWidth)
      const options = optionsOf({ times, series, step, least, axisWords, onPoint, width })
      const data = [times, ...series.map(({ values }) => values)] as UPlot.AlignedData
      plot.current = new UPlot(options, data, element)
    }
    draw()
    const resized = new ResizeObserver(() => {
      if (plot.current !== undefined && element.clientWidth !== plot.current.width && element.clientWidth > 0)
        plot.current.setSize({ width: element.clientWidth, height: HEIGHT_PX })
    })
    resized.observe(element)
    // Colours are painted: another theme is another painting.
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [times, series, step, least, axisWords, onPoint])
  useEffect(() => {
    const drawn = plot.current
    if (drawn === undefined) return
    const time = at === undefined ? undefined : times[at]
    const left = time === undefined ? -10 : drawn.valToPos(time, 'x')
    drawn.setCursor({ left, top: left < 0 ? -10 : 1 }, false)
  }, [at, times])
  return <div ref={box} aria-hidden className="w-full overflow-hidden" style={{ height: HEIGHT_PX }} />
}

interface Drawing extends Omit<PlotProps, 'at'> {
  width: number
}

function optionsOf(drawing: Drawing): UPlot.Options {
  const { series, step, least, width, onPoint } = drawing
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const halfStep = HALF_STEP_SECONDS[step]
  return {
    width,
    height: HEIGHT_PX,
    padding: [8, 8, 0, 0],
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    hooks: {
      setCursor: [({ cursor: { idx } }) => onPoint(idx ?? undefined)],
      draw: [(plot) => drawAlone(plot, drawing, colour)],
    },
    scales: {
      x: { time: true, range: (_, from, to) => [from - halfStep, to + halfStep] },
      y: { range: (_, _least, most) => [0, Math.max(least, most ?? 0) * 1.06] },
    },
    axes: axesOf(drawing, colour),
    series: [
      {},
      ...series.map(({ label, tone, bars = false, dashed = false }): UPlot.Series => {
        const stroke = colour(tone)
        return {
          label,
          stroke,
          width: bars ? 0 : LINE_PX,
          spanGaps: false,
          ...(dashed ? { dash: [5, 4] } : {}),
          ...(bars
            ? { fill: stroke, paths: UPlot.paths.bars?.({ size: [BAR_SHARE, BAR_PX_MAX], radius: 0.12 }) }
            : {}),
          points: { show: false },
        } as UPlot.Series
      }),
    ],
  }
}

/** A figure between two steps without any has no line to be on: it is a line of its own, as long as its step. */
function drawAlone(plot: UPlot, { series, step }: Drawing, colour: (name: string) => string): void {
  const { ctx, data } = plot
  const [times] = data
  const halfStep = HALF_STEP_SECONDS[step]
  ctx.save()
  ctx.lineWidth = LINE_PX * devicePixelRatio
  for (const [place, { values, tone, bars = false, dashed = false }] of series.entries()) {
    if (bars) continue
    ctx.strokeStyle = colour(tone)
    ctx.setLineDash(dashed ? [5 * devicePixelRatio, 4 * devicePixelRatio] : [])
    for (const index of alone(values)) {
      const [time = 0, value] = [times[index], data[place + 1]?.[index]]
      const y = plot.valToPos(value ?? 0, 'y', true)
      ctx.beginPath()
      ctx.moveTo(plot.valToPos(time - halfStep, 'x', true), y)
      ctx.lineTo(plot.valToPos(time + halfStep, 'x', true), y)
      ctx.stroke()
    }
  }
  ctx.restore()
}

function alone(values: readonly (number | null)[]): number[] {
  const isThere = (index: number) => values[index] !== null && values[index] !== undefined
  return values.flatMap((_, index) =>
    isThere(index) && !isThere(index - 1) && !isThere(index + 1) ? [index] : [],
  )
}

function axesOf({ axisWords, step }: Drawing, colour: (name: string) => string): UPlot.Axis[] {
  const common = {
    stroke: colour('--ink-faint'),
    font: '12px "Instrument Sans Variable", system-ui, sans-serif',
    ticks: { show: false },
  }
  return [
    {
      ...common,
      grid: { show: false },
      size: 26,
      space: 64,
      values: (_, times) => times.map((time) => axisWordsOf(time, step)),
    },
    {
      ...common,
      grid: { stroke: colour('--line'), width: 1 },
      size: AXIS_PX,
      space: 36,
      values: (_, values) => values.map(axisWords),
    },
  ]
}
