import type { PhpWishes } from '@aipress/contract'
import type { SiteTable } from './site-tables.ts'

type PhpColumns = Pick<SiteTable, 'php_memory_mb' | 'php_upload_mb' | 'php_seconds'>

export const phpColumns = (wishes: PhpWishes): PhpColumns => ({
  php_memory_mb: wishes.memoryMb ?? null,
  php_upload_mb: wishes.uploadMb ?? null,
  php_seconds: wishes.seconds ?? null,
})

export const phpWishesOf = (row: PhpColumns): PhpWishes => ({
  ...(row.php_memory_mb === null ? {} : { memoryMb: Number(row.php_memory_mb) }),
  ...(row.php_upload_mb === null ? {} : { uploadMb: Number(row.php_upload_mb) }),
  ...(row.php_seconds === null ? {} : { seconds: Number(row.php_seconds) }),
})
