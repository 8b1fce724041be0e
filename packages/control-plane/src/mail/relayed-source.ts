/**
 * Mail as it goes to the next server. Who else got it secretly must not be told, as PHP leaves the Bcc line
 * to the program that sends. WordPress gives each mail a Message-ID; PHP's bare `mail()` does not.
 */
export function relayedSource(mailId: string, raw: Buffer): Buffer {
  const headerEnd = /\r?\n\r?\n/.exec(raw.toString('latin1'))?.index ?? raw.length
  // Latin-1 keeps each byte as it is.
  const header = raw.toString('latin1', 0, headerEnd)
  const own = /^message-id:/im.test(header) ? '' : `Message-ID: <${mailId}@aipress.invalid>\r\n`
  const told = header.replace(/^bcc:.*(\r?\n[ \t].*)*(\r?\n|$)/gim, '')
  return Buffer.concat([Buffer.from(own + told, 'latin1'), raw.subarray(headerEnd)])
}
