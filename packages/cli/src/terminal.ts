import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Narrower than this, a table is unreadable anyway; wider text tires the eye only in prose. */
const WIDTH_MIN = 40
/** Where nobody looks (a pipe, a file) nothing is cut. */
const WIDTH_OF_PIPE = Number.POSITIVE_INFINITY
/** Of a terminal that does not tell, as some that programs open do not. */
const WIDTH_USUAL = 80

/**
 * The streams of the process. What a command answers goes to stdout; progress, questions, hints and
 * errors go to stderr, so that a pipe gets the answer alone.
 */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  readonly outIsTty: boolean
  readonly errIsTty: boolean
  /** Somebody can be asked: both stdin and stderr are terminals. */
  readonly isInteractive: boolean
  /** Columns of stdout. */
  readonly outWidth: number
  /** Columns of stderr. */
  readonly errWidth: number
  readonly errHeight: number
  /** Colours only on a terminal, and not with NO_COLOR. */
  readonly paint: (style: Style, text: string) => string
  readonly paintErr: (style: Style, text: string) => string
}

export function openTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  for (const stream of [stdout, stderr]) stream.on('error', leaveOnBrokenPipe)
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outIsTty: stdout.isTTY === true,
    errIsTty: stderr.isTTY === true,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    get outWidth() {
      return stdout.isTTY ? Math.max(WIDTH_MIN, stdout.columns || WIDTH_USUAL) : WIDTH_OF_PIPE
    },
    get errWidth() {
      return stderr.isTTY ? Math.max(WIDTH_MIN, stderr.columns || WIDTH_USUAL) : WIDTH_OF_PIPE
    },
    get errHeight() {
      return stderr.isTTY ? stderr.rows : WIDTH_OF_PIPE
    },
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    paintErr: (style, text) => styleText(style, text, { stream: stderr }),
  }
}

/** `aipress site list | head -1` closes the pipe early: that is no failure. */
function leaveOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
