import { writeFileSync } from 'node:fs'
import { renderReference } from './reference.ts'

writeFileSync(new URL('../../../../docs/cli.md', import.meta.url), renderReference())
