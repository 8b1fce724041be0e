import type { dismissPhpError, listPhpErrors, OutputOf, PhpSettings, Site, showPhp } from '@aipress/contract'

/** A sentence need not tell all of them; the card does. */
const ERRORS_SHOWN_MAX = 12
const EXTENSIONS_SHOWN_MAX = 8

const settingsWords = ({ memoryMb, uploadMb, seconds }: PhpSettings) =>
  `${memoryMb} MB of memory, uploads of up to ${uploadMb} MB and ${seconds} seconds for each request`

export function describePhpSet({ settings }: { settings?: PhpSettings }, { title, name }: Site): string {
  return settings === undefined
    ? `The next request to ${title} has the new settings. Say "show the php settings of ${name}" to see them.`
    : `From its next request on ${title} has ${settingsWords(settings)}.`
}

function extensionWords(extensions: readonly string[]): string {
  const more = extensions.length - EXTENSIONS_SHOWN_MAX
  const shown = extensions.slice(0, EXTENSIONS_SHOWN_MAX).join(', ')
  return `${extensions.length} extensions: ${shown}${more > 0 ? ` and ${more} more` : ''}.`
}

export const PHP_DESCRIPTIONS = {
  'php.show': ({ siteName, version, settings, limits, tier, extensions }: OutputOf<typeof showPhp>) =>
    [
      `${siteName} runs PHP ${version} with ${settingsWords(settings)}.`,
      `As a ${tier} site it may have up to ${limits.memoryMb} MB, ${limits.uploadMb} MB and ${limits.seconds} seconds.`,
      extensionWords(extensions),
    ].join(' '),
  'errors.list': ({ items }: OutputOf<typeof listPhpErrors>) => {
    if (items.length === 0) return 'PHP has complained about nothing.'
    const more = items.length > ERRORS_SHOWN_MAX ? `\n… and ${items.length - ERRORS_SHOWN_MAX} more.` : ''
    // As code: what plugins write is shown as it is, and nothing in it is rendered.
    const lines = items.slice(0, ERRORS_SHOWN_MAX).map((error) => {
      const where = error.file === undefined ? '' : ` (${error.file}:${error.line})`
      return `${error.count} × ${error.siteName}, ${error.level}: ${error.message}${where} [${error.fingerprint}]`
    })
    return `The last seen first:\n\`\`\`\n${lines.map((line) => line.replaceAll('```', "'''").slice(0, 300)).join('\n')}\n\`\`\`${more}`
  },
  'errors.dismiss': ({ siteName, dismissed }: OutputOf<typeof dismissPhpError>) =>
    `${dismissed} is off the list of ${siteName}. It comes back should it happen again.`,
}
