import { createServer, type Socket } from 'node:net'
import { freePort } from './free-port.ts'

export interface ReceivedMail {
  readonly from: string
  readonly to: string[]
  readonly source: string
}

/** A mail server (RFC 5321) that keeps what it gets. */
export interface TestSmtp extends AsyncDisposable {
  readonly url: string
  readonly received: ReceivedMail[]
  /** Answers of its own, by recipient: `450 …` or `550 …`. Others are taken. */
  readonly answers: Map<string, string>
  /** Called when a mail is there and the sender does not know it yet. */
  onMail: () => Promise<void> | void
  /** As a server that is away: the port is closed. */
  leave(): Promise<void>
  back(): Promise<void>
}

export async function startSmtp(): Promise<TestSmtp> {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const smtp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    talk(socket, server)
  })
  const server: TestSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    answers: new Map(),
    onMail: () => undefined,
    async leave() {
      for (const socket of sockets) socket.destroy()
      if (smtp.listening) await new Promise((resolve) => smtp.close(resolve))
    },
    back: () => new Promise((resolve) => smtp.listen(port, '127.0.0.1', resolve)),
    [Symbol.asyncDispose]: () => server.leave(),
  }
  await server.back()
  return server
}

function talk(socket: Socket, server: TestSmtp): void {
  let mail = { from: '', to: [] as string[] }
  let buffered = ''
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)

  async function hear(line: string): Promise<void> {
    const [, address = ''] = /<([^>]*)>/.exec(line) ?? []
    if (/^(EHLO|HELO)/i.test(line)) return void say('250 test')
    if (/^MAIL FROM/i.test(line)) {
      mail = { from: address, to: [] }
      return void say('250 ok')
    }
    if (/^RCPT TO/i.test(line)) {
      const answer = server.answers.get(address) ?? '250 ok'
      if (answer.startsWith('250')) mail.to.push(address)
      return void say(answer)
    }
    if (/^DATA/i.test(line)) return void say('354 go on')
    say(/^QUIT/i.test(line) ? '221 bye' : '250 ok')
  }

  async function take(source: string): Promise<void> {
    server.received.push({ ...mail, source: source.replace(/^\.\./gm, '.') })
    await server.onMail()
    say('250 taken')
  }

  say('220 test')
  let turn = Promise.resolve()
  socket.setEncoding('latin1').on('data', (text: string) => {
    buffered += text
    for (let end = endOf(buffered, inData); end !== undefined; end = endOf(buffered, inData)) {
      const part = buffered.slice(0, end.at)
      buffered = buffered.slice(end.next)
      if (inData) {
        inData = false
        turn = turn.then(() => take(part))
      } else {
        if (/^DATA/i.test(part)) inData = true
        turn = turn.then(() => hear(part))
      }
    }
  })
}

function endOf(text: string, inData: boolean): { at: number; next: number } | undefined {
  const mark = inData ? '\r\n.\r\n' : '\r\n'
  const at = text.indexOf(mark)
  return at === -1 ? undefined : { at, next: at + mark.length }
}
