export { createPhpErrorCollector } from './collect-php-errors.reconciler.ts'
export { phpErrorHandlers } from './php-error-actions.ts'
export { forgetPhpErrorsOf, phpErrorCursor, phpErrorMigrations } from './php-error-store.ts'
export { newErrorsOf, type PhpErrorTotals, phpErrorsOfSites } from './php-error-totals.ts'
