import type { TrafficFigures } from '@aipress/contract'
import { type Figures, latencyMs, madeByPhp } from '../usage/index.ts'

/** Sums as the contract tells them; a share of nothing is left out rather than told as 0. */
export function trafficFigures(figures: Figures): TrafficFigures {
  const { requests, visits, redirects, refused, failed, hits, stales, misses, bypasses } = figures
  const pages = hits + stales + misses + bypasses
  return {
    requests,
    visits,
    bandwidthBytes: figures.bandwidth_bytes,
    redirects,
    refused,
    failed,
    ...share('failedPercent', failed, requests),
    hits,
    stales,
    misses,
    bypasses,
    ...share('hitPercent', hits + stales, pages),
    madeByPhp: madeByPhp(figures),
    ...latency('p50Ms', latencyMs(figures, 50)),
    ...latency('p95Ms', latencyMs(figures, 95)),
    ...share('phpTimePercent', figures.php_ms, figures.duration_ms),
  }
}

function share<Name extends string>(name: Name, part: number, whole: number): { [key in Name]?: number } {
  if (whole === 0) return {}
  return { [name]: Math.round((1_000 * part) / whole) / 10 } as { [key in Name]?: number }
}

const latency = <Name extends string>(name: Name, value: number | undefined): { [key in Name]?: number } =>
  value === undefined ? {} : ({ [name]: value } as { [key in Name]?: number })
