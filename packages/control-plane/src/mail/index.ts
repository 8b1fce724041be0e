export { createMailCollector } from './collect-mail.reconciler.ts'
export { createMailDelivery } from './deliver-mail.reconciler.ts'
export { mailHandlers } from './mail-actions.ts'
export { forgetMailOf, forgetMailOfGone, mailCursor, mailMigrations } from './mail-store.ts'
