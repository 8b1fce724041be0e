import { parentPort } from 'node:worker_threads'
import PostalMime, { type Email } from 'postal-mime'
import type { MailBodies } from './mail-bodies.ts'

/** A body longer than this is cut: it is shown to people and models, not kept for a lawyer. */
const BODY_LENGTH_MAX = 200_000
const ATTACHMENTS_MAX = 50
const NAME_LENGTH_MAX = 200

parentPort?.once('message', async (source: Uint8Array<ArrayBuffer>) => {
  parentPort?.postMessage(await read(source))
})

/** What fails here, for example parts within parts without end, ends the thread. */
async function read(source: Uint8Array<ArrayBuffer>): Promise<MailBodies> {
  const { text, html, attachments } = await PostalMime.parse(source)
  return {
    ...(text === undefined ? {} : { text: text.slice(0, BODY_LENGTH_MAX) }),
    ...(html === undefined ? {} : { html: html.slice(0, BODY_LENGTH_MAX) }),
    attachments: attachments.slice(0, ATTACHMENTS_MAX).map(describeAttachment),
  }
}

function describeAttachment({ content, filename, mimeType }: Email['attachments'][number]) {
  return {
    filename: (filename ?? 'unnamed').slice(0, NAME_LENGTH_MAX),
    type: mimeType.slice(0, NAME_LENGTH_MAX),
    sizeBytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
  }
}
