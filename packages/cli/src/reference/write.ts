import { writeFileSync } from 'node:fs'
import { renderPermissions } from './permissions.ts'
import { renderReference } from './reference.ts'

writeFileSync(new URL('../../../../docs/cli.md', import.meta.url), renderReference())
writeFileSync(new URL('../../../../docs/permissions.md', import.meta.url), renderPermissions())
