/** Longer than anything that is shown of a line; searching it takes microseconds, whatever is in it. */
const LENGTH_MAX = 4_096
/** Of its end, where PHP says file and line. */
const END_LENGTH = 512

/** A line that a stranger wrote, without its middle where it is so long that reading it would keep the reader busy. */
export const boundedLine = (line: string): string =>
  line.length <= LENGTH_MAX ? line : `${line.slice(0, LENGTH_MAX - END_LENGTH)}…${line.slice(1 - END_LENGTH)}`
