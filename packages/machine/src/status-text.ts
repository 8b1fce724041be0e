import type { PartHealth } from '@aipress/contract'
import type { MachineStatus } from './inspect.ts'

const INCIDENTS_SHOWN = 8

export function statusText(status: MachineStatus): string {
  const { parts, disk, incidents, consoleUrl, home, stopped } = status
  if (stopped && parts.every(isGone)) return stoppedText(status)
  const rows = [['PART', 'HEALTH', 'MEMORY', 'UP', 'RESTARTS'], ...parts.map(rowOf)]
  const problems = parts.filter(({ problem }) => problem !== undefined)
  const memoryBytes = parts.reduce((sum, part) => sum + (part.memoryBytes ?? 0), 0)
  return [
    ...aligned(rows),
    '',
    `Console  ${consoleUrl}`,
    homeLine(home, disk),
    `Memory   ${megabytes(memoryBytes)} in all`,
    ...section(
      'Problems',
      problems.map(({ name, problem }) => `${name}: ${problem}`),
    ),
    ...section(
      'Lately',
      incidents.slice(0, INCIDENTS_SHOWN).map(({ at, part, what }) => `${at}  ${part} ${what}`),
    ),
    '',
    summaryOf(status),
    '',
  ].join('\n')
}

/** That no part is well is no problem then, but what somebody asked for. */
function stoppedText({ parts, disk, home }: MachineStatus): string {
  return [
    ...aligned([['PART', 'HEALTH'], ...parts.map(({ name }) => [name, 'stopped'])]),
    '',
    homeLine(home, disk),
    '',
    'AIPress is stopped. "npm run up" starts it.',
    '',
  ].join('\n')
}

const isGone = ({ healthy, memoryBytes }: PartHealth) => !healthy && memoryBytes === undefined

const homeLine = (home: string, disk: MachineStatus['disk']) =>
  `Home     ${home}, ${gigabytes(disk.freeBytes)} of ${gigabytes(disk.totalBytes)} GB free`

function summaryOf({ healthy, parts, stopped }: MachineStatus): string {
  if (stopped)
    return 'The supervisor is not running, so nothing looks after the parts. "npm run up" starts it.'
  if (healthy) return 'All is well.'
  const sick = parts.filter((part) => !part.healthy).length
  return sick === 0 ? 'The disk is almost full.' : `${sick} of ${parts.length} parts are not well.`
}

function rowOf(part: PartHealth): string[] {
  return [
    part.name,
    part.healthy ? 'well' : 'NOT WELL',
    part.memoryBytes === undefined ? '' : megabytes(part.memoryBytes),
    part.uptimeSeconds === undefined || isGone(part) ? '' : duration(part.uptimeSeconds),
    part.restarts === undefined ? '' : String(part.restarts),
  ]
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`
}
