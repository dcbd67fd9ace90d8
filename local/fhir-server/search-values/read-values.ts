import type { SearchKind } from '../../../fhir/index.ts';
import { alternatives, splitEscaped } from '../search/alternatives.ts';
import type { ParameterContext } from '../search/criterion.ts';
import { dateTest } from './date-values.ts';
import type { EntryTest } from './entry-test.ts';
import { contains, equals, startsWith } from './entry-test.ts';
import { numberTest, quantityTest } from './number-values.ts';
import { identifierTests, referenceTests } from './reference-values.ts';
import { tokenTests } from './token-values.ts';
import { aboveTests, belowTest, uriTests } from './uri-values.ts';

/** Reads a value, alternatives and all: an entry meets one of the tests. @throws FhirError 400 */
type ReadValue = (value: string, context: ParameterContext) => EntryTest[];

/** Each text between commas. */
const each =
  (test: (text: string, context: ParameterContext) => EntryTest | EntryTest[]): ReadValue =>
  (value, context) =>
    alternatives(value, context.name).flatMap((text) => test(text, context));

/** Each piece between commas, still escaped: it has parts of its own. */
const eachPiece =
  (test: (piece: string, context: ParameterContext) => EntryTest | EntryTest[]): ReadValue =>
  (value, context) =>
    splitEscaped(value, ',').flatMap((piece) => test(piece, context));

/** The kinds of parameters, and the modifiers that each has beside `missing`; '' is without one. HealthLake: strings differ by case. */
const READ: Readonly<Record<Exclude<SearchKind, 'composite'>, Readonly<Record<string, ReadValue>>>> = {
  string: { '': each(startsWith), exact: each(equals), contains: each(contains) },
  token: { '': eachPiece(tokenTests), not: eachPiece(tokenTests) },
  reference: { '': each(referenceTests), identifier: eachPiece(identifierTests) },
  uri: { '': each(uriTests), below: each(belowTest), above: each(aboveTests) },
  date: { '': each(dateTest) },
  number: { '': each(numberTest) },
  quantity: { '': eachPiece(quantityTest) },
};

/** The modifiers of a kind of parameter, without `missing` and the types of references. */
export const modifiersOf = (kind: SearchKind): string[] =>
  kind === 'composite' ? [] : Object.keys(READ[kind]).filter((modifier) => modifier !== '');

/** The tests of a value. @throws FhirError 400 */
export function readValues(
  kind: Exclude<SearchKind, 'composite'>,
  modifier: string,
  value: string,
  context: ParameterContext,
): EntryTest[] {
  const read = Object.hasOwn(READ[kind], modifier) ? READ[kind][modifier] : READ[kind][''];
  return read?.(value, context) ?? [];
}

/** The values of a composite: parts between `$`, alternatives between commas. */
export const compositeValues = (value: string): string[][] =>
  splitEscaped(value, ',').map((piece) => splitEscaped(piece, '$'));
