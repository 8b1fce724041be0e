export { createPhpErrorCollector } from './collect-php-errors.reconciler.ts'
export { phpErrorHandlers } from './php-error-actions.ts'
export { forgetPhpErrorsOf, phpErrorCursor, phpErrorMigrations } from './php-error-store.ts'
