import { failed, type SlotCommand, startInMedia } from './slot-command.ts'

/** Of what is complained about: enough to tell what it is about. */
const COMPLAINT_BYTES_MAX = 64 * 1024
/** For what is still in the pipe of a program that has ended. The site may hold its other end open for ever. */
const LEFT_IN_PIPE_MS = 1_000

export interface Sum {
  readonly sum: number
  /** False where the program ran out of time, was ended by somebody, or says that something went wrong. */
  readonly isWhole: boolean
  readonly complaints: string
}

/**
 * Adds up what a program prints, a number in each line, however many there are. It runs as the slot's user, who may
 * stop or kill it: what was printed by then counts, and nobody waits longer than `durationMsMax`.
 */
export async function sumInMedia(command: SlotCommand, durationMsMax: number): Promise<Sum> {
  const child = startInMedia(command, {
    stdin: 'ignore',
    buffer: false,
    timeout: durationMsMax,
    // A program that was stopped hears nothing else.
    killSignal: 'SIGKILL',
  })
  const [numbers, complaints] = [adder(), beginning()]
  child.stdout?.on('data', numbers.add)
  child.stderr?.on('data', complaints.add)
  let timer: NodeJS.Timeout | undefined
  child.nodeChildProcess?.once('exit', () => {
    timer = setTimeout(() => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, LEFT_IN_PIPE_MS)
  })
  const { exitCode } = await child
  clearTimeout(timer)
  command.signal.throwIfAborted()
  if (child.pid === undefined) throw failed(command, {})
  return { sum: numbers.sum(), isWhole: exitCode === 0, complaints: complaints.text() }
}

const [ZERO, NINE] = [0x30, 0x39]

function adder(): { add(chunk: Buffer): void; sum(): number } {
  let [sum, number] = [0, 0]
  return {
    add(chunk) {
      for (const byte of chunk) {
        if (byte >= ZERO && byte <= NINE)
          number = Math.min(number * 10 + byte - ZERO, Number.MAX_SAFE_INTEGER)
        else {
          sum = Math.min(sum + number, Number.MAX_SAFE_INTEGER)
          number = 0
        }
      }
    },
    // The last line counts where it has come to its end.
    sum: () => sum,
  }
}

function beginning(): { add(chunk: Buffer): void; text(): string } {
  let text = ''
  return {
    add(chunk) {
      if (text.length < COMPLAINT_BYTES_MAX) text += chunk.toString('latin1')
    },
    text: () => text,
  }
}
