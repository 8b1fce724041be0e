import { lazy } from 'react'

/** The sidebar with its conversations is on every page; what is done with them seldom is wanted. */
const load = () => import('./conversation-dialogs.tsx')

export const RenameDialog = lazy(async () => ({ default: (await load()).RenameDialog }))
export const ShareDialog = lazy(async () => ({ default: (await load()).ShareDialog }))
export const DeleteConversationDialog = lazy(async () => ({
  default: (await load()).DeleteConversationDialog,
}))
