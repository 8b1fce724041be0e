export { type Figures, latencyMs, madeByPhp } from './figures.ts'
export {
  detailsOfSites,
  type FigureRanking,
  type FigureScope,
  figuresOfSite,
  figuresOfSites,
  rankByFigures,
  rankByStorage,
  type Steps,
  sumOfFigures,
  totalFigures,
} from './figures-query.ts'
export { forgetOldUsage, forgetUsageOf, forgetUsageOfGone } from './forget-usage.ts'
export { createStorageMeter } from './measure-storage.reconciler.ts'
export { createCpuMeter } from './meter-cpu.reconciler.ts'
export { createTrafficMeter } from './meter-traffic.reconciler.ts'
export type { Detail } from './tally.ts'
export { type LimitsOf, limitsOfTiers, monthOf } from './usage.ts'
export { usageHandlers } from './usage-actions.ts'
export { nearLimitsOf } from './usage-list.ts'
export { usageMigrations } from './usage-tables.ts'
export { createUsageWarnings, type WarningMail } from './warn.reconciler.ts'
