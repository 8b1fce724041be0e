import type { AuditVerification, exportAudit, OutputOf } from '@aipress/contract'

const PROBLEMS_SHOWN_MAX = 10

/** What came of looking after the audit log, in sentences. */
export const AUDIT_DESCRIPTIONS = {
  'audit.verify': ({ intact, checked, signed, removedTo, problems, next }: AuditVerification) => {
    const shown = problems.slice(0, PROBLEMS_SHOWN_MAX).map(({ message }) => `- ${message}`)
    const more = problems.length - shown.length
    return [
      intact
        ? `The audit log is intact: ${lines(checked)} checked.`
        : `The audit log is not intact. Of ${lines(checked)} checked:`,
      ...shown,
      ...(more === 0 ? [] : [`and ${more} more.`]),
      ...(removedTo === 0 ? [] : [`It begins after line ${removedTo}; older ones are beyond the retention.`]),
      ...(intact && signed !== undefined ? [`It is signed up to line ${signed.seq}.`] : []),
      ...(next === undefined ? [] : [`Lines from ${next} on are not checked yet.`]),
    ].join('\n')
  },
  'audit.export': ({ lines: count, download, nextCursor }: OutputOf<typeof exportAudit>) =>
    `The file has ${lines(count)}${nextCursor === undefined ? '' : ', the newest; older ones do not fit into one file'}. Download it here: ${download}`,
}

const lines = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`
