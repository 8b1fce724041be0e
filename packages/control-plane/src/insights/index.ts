export { insightHandlers } from './insight-actions.ts'
export { mergeRankings } from './ranking.ts'
