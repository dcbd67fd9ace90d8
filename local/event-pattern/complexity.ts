import { parseWildcard } from './wildcard.ts';

/**
 * How many beginnings of wildcards one value may match at once, over all wildcards of a field. That a rule can be
 * too complex is documented (EventBridge User Guide, "Wildcard matching"), and what is counted is aws/event-ruler's
 * MachineComplexityEvaluator; the number is not published, and 10 is what refuses the guide's example of
 * six wildcards and accepts those that it calls good.
 */
export const MOST_WILDCARD_PREFIXES = 10;

/** Sets of positions that are looked at before a field is called too complex without an end. */
const MOST_SETS = 20_000;

const QUOTE = 0x22;

/** A byte, or any run of bytes. */
type WildcardToken = number | 'any';

/** Whether some value would match more beginnings of these wildcards at once than EventBridge allows. */
export function isTooComplex(wildcards: readonly string[]): boolean {
  const patterns = [...new Set(wildcards)].map(tokensOf);
  if (patterns.every((tokens) => !tokens.includes('any'))) return false;
  const bytes = new Set(patterns.flat().filter((token) => typeof token === 'number'));
  // -1 stands for all bytes that no wildcard names.
  const alphabet = [...bytes, -1];
  const seen = new Set<string>();
  const waiting = [patterns.map(() => [0])];
  for (let active = waiting.pop(); active; active = waiting.pop()) {
    for (const byte of alphabet) {
      const next = patterns.map((tokens, index) => advance(tokens, active[index] ?? [], byte));
      if (next.flat().length > MOST_WILDCARD_PREFIXES) return true;
      const key = next.map((positions) => positions.join()).join(';');
      if (!/\d/.test(key) || seen.has(key)) continue;
      if (seen.size >= MOST_SETS) return true;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
}

/** The bytes of a wildcard as a JSON text, which its quotes are part of. */
function tokensOf(wildcard: string): WildcardToken[] {
  const pieces = parseWildcard(wildcard).map((piece): WildcardToken[] => [...Buffer.from(piece)]);
  const inside = pieces.flatMap((bytes, index) => (index === 0 ? bytes : ['any' as const, ...bytes]));
  return [QUOTE, ...inside, QUOTE];
}

/** The positions in a wildcard after one more byte: each is the number of tokens that are behind it. */
function advance(tokens: readonly WildcardToken[], active: readonly number[], byte: number): number[] {
  const next = new Set<number>();
  for (const position of active) {
    if (tokens[position - 1] === 'any') next.add(position);
    if (tokens[position] === byte) {
      next.add(position + 1);
      if (tokens[position + 1] === 'any') next.add(position + 2);
    }
  }
  return [...next].sort((a, b) => a - b);
}
