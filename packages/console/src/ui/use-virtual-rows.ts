import { type RefObject, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from 'react'

/** Rows kept ready above and below those in sight, so that a quick finger or the Tab key does not meet nothing. */
const OVERSCAN = 12
/** The rows in the page change this many at a time, not with each pixel. */
const STEP = 4

interface VirtualRowsOptions {
  count: number
  /** What scrolls. */
  scroller: () => HTMLElement | null
  /** Until a row has been measured. */
  rowHeightPx: number
}

export interface VirtualRows {
  /** The first row in the page, and the one after the last. */
  start: number
  end: number
  /** Room to leave for the rows that are not in the page. */
  beforePx: number
  afterPx: number
  /** For the element that holds the rows and nothing else. Its children that are rows have `aria-rowindex`. */
  body: RefObject<HTMLTableSectionElement | null>
}

/** Which of many rows of one height are in the page: those in sight and some around them. */
export function useVirtualRows({ count, scroller, rowHeightPx }: VirtualRowsOptions): VirtualRows {
  const body = useRef<HTMLTableSectionElement>(null)
  const height = useRef(rowHeightPx)
  const subscribe = useCallback(
    (onChange: () => void) => {
      const element = scroller()
      element?.addEventListener('scroll', onChange, { passive: true })
      addEventListener('resize', onChange)
      return () => {
        element?.removeEventListener('scroll', onChange)
        removeEventListener('resize', onChange)
      }
    },
    [scroller],
  )
  const first = useSyncExternalStore(subscribe, () => firstInSight(scroller(), body.current, height.current))
  const inSight = Math.ceil(innerHeight / height.current)
  const start = Math.max(0, Math.min(first - OVERSCAN, count - inSight))
  const end = Math.min(count, first + inSight + OVERSCAN + STEP)
  useLayoutEffect(() => {
    const row = body.current?.querySelector('[aria-rowindex]')
    if (row) height.current = row.getBoundingClientRect().height
  })
  return {
    start,
    end,
    beforePx: start * height.current,
    afterPx: (count - end) * height.current,
    body,
  }
}

/** Rounded down to a step, so that most scrolling changes nothing. */
function firstInSight(scroller: HTMLElement | null, body: HTMLElement | null, heightPx: number): number {
  if (scroller === null || body === null) return 0
  const above = scroller.getBoundingClientRect().top - body.getBoundingClientRect().top
  return Math.max(0, Math.floor(above / heightPx / STEP) * STEP)
}
