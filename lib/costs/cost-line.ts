import type { PricedThing } from './prices.ts';
import { PRICES } from './prices.ts';

/** So much of one thing, and what it costs. */
export interface CostLine {
  thing: PricedThing;
  amount: number;
  usd: number;
  /** `counted`: by the bench, and the ledger. `estimated`: by what is said beside the guesses. */
  basis: 'counted' | 'estimated';
}

export const line = (thing: PricedThing, amount: number, basis: CostLine['basis']): CostLine => ({
  thing,
  amount,
  usd: (amount / PRICES[thing].per) * PRICES[thing].usd,
  basis,
});

/** Lines of one thing and one basis as one. */
export function added(lines: readonly CostLine[]): CostLine[] {
  const sums = new Map<string, CostLine>();
  for (const one of lines) {
    const id = `${one.thing} ${one.basis}`;
    const sum = sums.get(id);
    sums.set(id, sum ? line(one.thing, sum.amount + one.amount, one.basis) : one);
  }
  return [...sums.values()];
}

/** US dollars. */
export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

export const MINUTES_OF_MONTH = 43_800;
export const HOURS_OF_MONTH = 730;
export const GB = 1e9;
