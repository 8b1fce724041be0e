import type { dismissPhpError, listPhpErrors, OutputOf, showPhp } from '@aipress/contract'

/** A sentence need not tell all of them; the card does. */
const ERRORS_SHOWN_MAX = 12

export const PHP_DESCRIPTIONS = {
  'php.show': ({ siteName, version, settings, limits, tier, extensions }: OutputOf<typeof showPhp>) =>
    [
      `${siteName} runs PHP ${version} with ${settings.memoryMb} MB of memory, uploads of up to ${settings.uploadMb} MB and ${settings.seconds} seconds for each request.`,
      `As a ${tier} site it may have up to ${limits.memoryMb} MB, ${limits.uploadMb} MB and ${limits.seconds} seconds.`,
      `Extensions: ${extensions.join(', ')}.`,
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
