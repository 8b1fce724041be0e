import { writeFileSync } from 'node:fs'
import { renderPage } from './page.ts'

writeFileSync(new URL('../../docs/isolation.md', import.meta.url), renderPage())
