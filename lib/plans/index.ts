/**
 * In: the arrivals of a drop that closes.
 * Out: frozen plans: which files, in which versions, become which import.
 * Touches: the ledger and the work bucket.
 */
export { assignPlan, releasePlan } from './assign-plan.ts';
export { planFiles } from './plan-files.ts';
export type { Plan, PlannedFile } from './plan.ts';
export { clientTokenOf, planKeyOf, portions } from './plan.ts';
export type { PlanDeps } from './write-plan.ts';
export { readPlan } from './write-plan.ts';
