export type { ApprovalCard } from './approval-store.ts'
export {
  type ApprovalAnswer,
  type Assistant,
  type AssistantDeps,
  type ChatRequest,
  createAssistant,
} from './assistant.ts'
export { assistantMigrations } from './assistant-migrations.ts'
export { TITLE_LENGTH_MAX } from './conversation-store.ts'
export type { PublicFacts } from './instructions.ts'
