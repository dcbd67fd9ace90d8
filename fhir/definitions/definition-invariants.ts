import type { ElementDefinition } from './definitions.ts';
import type { Invariant } from './model.ts';

/**
 * Rules that are checked elsewhere: that an element has content, and the XHTML of narratives, at every level; the rule
 * of extensions with the type Extension, not again with each element of that type.
 */
export const ELSEWHERE: ReadonlySet<string> = new Set(['ele-1', 'txt-1', 'txt-2']);
const OF_EXTENSIONS = 'ext-1';

/** The invariants of an element as its definition has them: errors only, warnings are advice. */
export function invariantsOf(
  { constraint = [] }: ElementDefinition,
  isExtension: boolean,
): { invariants?: readonly Invariant[] } {
  const invariants = constraint.flatMap(({ key, severity, human = '', expression }) =>
    severity === 'error' &&
    expression !== undefined &&
    !ELSEWHERE.has(key) &&
    (isExtension || key !== OF_EXTENSIONS)
      ? { key, human, expression }
      : [],
  );
  return invariants.length > 0 ? { invariants } : {};
}
