/**
 * In: how many files, imports and tokens, and what a stage has beside.
 * Out: what AWS is asked for them, as the bench counts it, and what that costs by a dated table of prices.
 * Touches: nothing: every function is pure.
 */
export type { CostLine } from './cost-line.ts';
export { sumOf } from './cost-line.ts';
export {
  ALARMS,
  estimateAtRest,
  estimateDrop,
  estimateImports,
  estimateIntrospection,
  estimateKept,
  estimateLeaving,
  estimateTokens,
} from './estimate.ts';
export type { CostlyOption } from './options.ts';
export { COSTLY_OPTIONS, OPTIONS } from './options.ts';
export { COUNTED } from './counted.ts';
export type { CountedDrop } from './counted.ts';
export { PRICES, PRICES_OF, unitOf } from './prices.ts';
