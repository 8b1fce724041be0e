import { auditFilterInput, Door } from '@aipress/contract/audit.ts'
import { z } from 'zod'

/** Addresses hold numbers where a text looks like one. */
const Words = z.union([z.string(), z.number()]).transform(String)

const FILTERS = {
  who: Words.pipe(auditFilterInput.who.unwrap()),
  action: Words.pipe(auditFilterInput.action.unwrap()),
  site: Words.pipe(auditFilterInput.site.unwrap()),
  account: Words.pipe(auditFilterInput.account.unwrap()),
  door: Door,
  result: Words.pipe(auditFilterInput.result.unwrap()),
  from: auditFilterInput.from.unwrap(),
  to: auditFilterInput.to.unwrap(),
  text: Words.pipe(auditFilterInput.text.unwrap()),
}

export type AuditSearch = { [Key in keyof typeof FILTERS]?: z.output<(typeof FILTERS)[Key]> | undefined }

/** From the address bar; what makes no sense is left out. */
export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const kept = Object.entries(FILTERS).flatMap(([key, schema]) => {
    const parsed = (schema as z.ZodType).safeParse(raw[key])
    return parsed.success && parsed.data !== undefined && parsed.data !== '' ? [[key, parsed.data]] : []
  })
  return Object.fromEntries(kept)
}

export const isFiltered = (search: AuditSearch): boolean => Object.keys(parseAuditSearch(search)).length > 0
