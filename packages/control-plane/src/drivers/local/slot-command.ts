import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AipressError } from '@aipress/contract'
import { execa, type Options } from 'execa'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { slotUser } from './slot-user.ts'

/**
 * Programs that read or write what a site's user has had in hand. They have that user's rights and no more, so
 * a link or a name that was planted leads them nowhere that the site could not go by itself.
 */
export interface SlotCommand {
  readonly layout: Layout
  readonly place: Place
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface SlotCommandResult {
  readonly exitCode: number
  /** Each byte is a character: names of files are bytes. */
  readonly stdout: string
  readonly stderr: string
}

/** Of what a program complains about, for the log. */
const COMPLAINT_LENGTH_MAX = 2_000
/** A list of a million files. */
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024

/** Runs it in the slot's media folder. */
export async function runInMedia(command: SlotCommand, input = ''): Promise<SlotCommandResult> {
  const result = await startInMedia(command, {
    input: Buffer.from(input, 'latin1'),
    encoding: 'latin1',
    maxBuffer: OUTPUT_BYTES_MAX,
    stripFinalNewline: false,
  })
  command.signal.throwIfAborted()
  const { stdout, stderr, exitCode } = result as unknown as SlotCommandResult
  return { stdout, stderr, exitCode: exitCode ?? -1 }
}

/** Pipes what one says into the other. Answers how many bytes that were; fails where either does. */
export async function pipeBetweenSlots(from: SlotCommand, to: SlotCommand, input?: string): Promise<number> {
  const sender = startInMedia(from, {
    buffer: { stdout: false, stderr: true },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input: Buffer.from(input, 'latin1') }),
  })
  const receiver = startInMedia(to, { stdin: 'pipe', stdout: 'ignore' })
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const [source, target] = [sender.stdout as Readable, receiver.stdin as Writable]
  // A receiver that ends early says why by its exit code, and so does a sender.
  await pipeline(source, counter, target).catch(() => undefined)
  const [sent, received] = await Promise.all([sender, receiver])
  from.signal.throwIfAborted()
  if (received.exitCode !== 0) throw failed(to, received)
  if (sent.exitCode !== 0) throw failed(from, sent)
  return bytes
}

/** Ends when the signal comes; how it went is in the result, whatever it was. */
export function startInMedia({ layout, place, command, env, signal }: SlotCommand, options: Options) {
  const { uid, gid } = slotUser(layout.home, place)
  const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs']
  // It ends with us, so that none of a copy goes on behind the one that follows.
  return execa('setpriv', [...user, '--pdeathsig', 'KILL', '--', ...command], {
    cwd: layout.shard(place.shardId).slot(place.slot).media,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', ...env },
    extendEnv: false,
    reject: false,
    cancelSignal: signal,
    ...options,
  })
}

export function failed(
  { command }: SlotCommand,
  result: { exitCode?: number; stderr?: unknown },
): AipressError {
  return new AipressError('platform_unavailable', `A copy could not be made: ${command[0]} has failed.`, {
    context: {
      exitCode: result.exitCode ?? -1,
      output: String(result.stderr ?? '').slice(-COMPLAINT_LENGTH_MAX),
    },
  })
}
