import type { AuditLine, AuditVerification } from '@aipress/contract/audit.ts'
import type { Answer } from './answers.ts'

// biome-ignore lint/suspicious/noExplicitAny: inputs come parsed by the contract's schema of each action
type Filter = any

const picks = ({ who, action, door, result, from, to, text }: Filter, line: AuditLine) =>
  line.action.includes(action ?? '') &&
  (door ?? line.door) === line.door &&
  (who === undefined || line.who.includes(who)) &&
  (result === undefined || (result === 'failed' ? line.result !== 'ok' : line.result === result)) &&
  (from === undefined || line.at >= from) &&
  (to === undefined || line.at.slice(0, to.length) <= to) &&
  (text === undefined || `${line.input} ${line.result} ${line.action}`.includes(text))

export const AUDIT_ANSWERS: Record<string, Answer> = {
  'audit.list': (filter, { world }) => ({
    items: world.audit.filter((line) => picks(filter, line)).slice(0, filter.limit),
  }),
  'audit.verify': (_, { world, emit }): AuditVerification => {
    const last = world.audit.length
    emit({ checked: 1, total: last })
    return {
      intact: !world.auditTampered,
      checked: last,
      ...(last === 0 ? {} : { first: 1, last }),
      removedTo: 0,
      hash: '5e'.repeat(32),
      signed: { seq: last, at: new Date().toISOString() },
      durationMs: 4,
      problems: world.auditTampered
        ? [{ seq: 2, kind: 'changed', message: 'Line 2 (aud_2) is not as it was written.' }]
        : [],
    }
  },
  'audit.export': (filter, { world, emit }) => {
    const lines = world.audit.filter((line) => picks(filter, line)).slice(0, filter.limit)
    for (const line of lines) emit({ text: `${JSON.stringify(line)}\n` })
    return { format: filter.format, lines: lines.length, download: '/v1/audit/export' }
  },
}
