import { SEPARATOR, tokenText } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { splitEscaped, unescaped } from '../search/alternatives.ts';
import type { ParameterContext } from '../search/criterion.ts';
import type { EntryTest } from './entry-test.ts';
import { beginsAs, endsWith, equals } from './entry-test.ts';

/**
 * `code`, `system|code`, `|code` (in no system) or `system|` (any code of the system), to the letter (FHIR R4, "token"). A plain code is also found by the
 * system that its element implies.
 * @param before what stands before each entry
 */
export function tokenTests(
  piece: string,
  { name, systems = [] }: Pick<ParameterContext, 'name' | 'systems'>,
  before = '',
): EntryTest[] {
  const [first = '', second, ...rest] = splitEscaped(piece, '|').map(unescaped);
  if (rest.length > 0 || (first === '' && !second))
    throw badRequest(`${name} must be tokens: code, system|code, |code or system|.`);
  if (second === undefined) return [beginsAs(before + first + SEPARATOR)];
  return (systems.includes(first) ? [first, ''] : [first]).map((system) =>
    second === '' ? endsWith(SEPARATOR + system) : equals(before + tokenText(system, second)),
  );
}
