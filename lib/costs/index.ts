/**
 * In: how many files, imports and tokens.
 * Out: what AWS is asked for them, as the bench counts it, and what that costs by a dated table of prices.
 * Touches: nothing: every function is pure.
 */
export type { CostLine } from './estimate.ts';
export {
  ALARMS,
  estimateAtRest,
  estimateDrop,
  estimateImports,
  estimateKept,
  estimateTokens,
  sumOf,
} from './estimate.ts';
export { COUNTED } from './counted.ts';
export type { CountedDrop } from './counted.ts';
export { PRICES, PRICES_OF, unitOf } from './prices.ts';
export type { Price } from './prices.ts';
