import type { Style, Terminal } from '../terminal.ts'

/** What a view may know of the place it is printed to. */
export interface Page {
  readonly width: number
  readonly now: number
  readonly paint: (style: Style, text: string) => string
}

/** An answer as people read it: lines without a final line break. Text in it is clean already. */
export type View<Output> = (output: Output, page: Page) => string

export function pageOf(terminal: Terminal): Page {
  return { width: terminal.outWidth, now: Date.now(), paint: terminal.paint }
}
