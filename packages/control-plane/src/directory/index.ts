export { directoryMigrations, forgetChanges, noteChange, noteChanges, openFeed } from './changes.ts'
export { directoryHandlers, groupName } from './directory-actions.ts'
export { type DirectorySnapshot, openSnapshot, POLL_SELDOM_MS, type SnapshotSite } from './snapshot.ts'
