/** Makes FHIRPath expressions of what our engine takes, by kind of their result, so that most of them come to something. */

type Random = () => number;

export const PATIENT = {
  resourceType: 'Patient',
  id: 'a',
  active: true,
  name: [
    { use: 'official', family: 'Doe', given: ['Anna', 'B'] },
    { use: 'old', family: 'Roe  Doe', given: ['anna'] },
  ],
  gender: 'female',
  birthDate: '1970-01-31',
  deceasedDateTime: '2020-01-01T00:00:00Z',
  multipleBirthInteger: 2,
  telecom: [{ system: 'phone', value: '1', rank: 1 }],
  identifier: [
    { system: 'http://a', value: 'x', period: { start: '2001', end: '2001-05' } },
    { system: 'http://a', value: 'y', period: { start: '2002-01', end: '2002-02-03' } },
  ],
  maritalStatus: { coding: [{ system: 'http://b', code: 'M' }, { code: 'm' }], text: 'Married' },
  extension: [{ url: 'http://q', valueDecimal: 1.25 }],
};

const LEAVES: Readonly<Record<string, readonly string[]>> = {
  number: [
    '0',
    '1',
    '2',
    '3',
    '7',
    '0.1',
    '0.2',
    '0.3',
    '1.5',
    '1.10',
    'multipleBirth',
    'telecom.rank',
    'extension.value',
    '{}',
  ],
  whole: ['0', '1', '2', '3', '(1 + 1)', "'abc'.length()"],
  amount: ['1', '0.1', '1.5', '1.10', '(-2)', 'multipleBirth', 'extension.value'],
  text: [
    "'a'",
    "'Anna'",
    "'DOE'",
    "' b  c '",
    "''",
    "'12'",
    'gender',
    'name.first().family',
    'name.last().family',
    'name.use.first()',
    '{}',
  ],
  truth: ['true', 'false', 'active', '{}'],
  date: ['birthDate', 'deceased', 'identifier.period.start.first()', 'identifier.period.end.last()', '{}'],
  list: [
    'name.given',
    'name.family',
    'name',
    'identifier',
    '(1 | 2 | 3)',
    "('a' | 'b' | 'A')",
    'identifier.period.start',
    'maritalStatus.coding',
    '(0.5 | 1 | 1.0)',
  ],
};

const TYPES = [
  'string',
  'code',
  'integer',
  'decimal',
  'boolean',
  'date',
  'dateTime',
  'HumanName',
  'Element',
  'FHIR.string',
  'FHIR.code',
  'System.String',
  'System.Integer',
  'System.Decimal',
  'System.Boolean',
];

/**
 * In a form, each <kind> stands for an expression of that kind. HL7's engine is not asked for what it has otherwise than the
 * specification, and what fhirpath.test.ts has instead: numbers below zero and without a whole value in take, skip, substring and
 * indexers, `div`, `mod` and `toString` of decimals (which it has as JavaScript's numbers, where 0.2 * 0 is an Integer), `-` before an element, and System types of
 * elements in ofType.
 */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  number: [
    '(<number> + <number>)',
    '(<number> - <number>)',
    '(<number> * <number>)',
    '(<number> / <number>)',
    '(<whole> div <whole>)',
    '(<whole> mod <whole>)',
    '(-<whole>)',
    '<list>.count()',
    '<text>.length()',
    '<text>.indexOf(<text>)',
    'iif(<truth>, <number>, <number>)',
    '<text>.toInteger()',
  ],
  text: [
    '(<text> + <text>)',
    '(<text> & <text>)',
    '<text>.upper()',
    '<text>.lower()',
    '<text>.substring(<whole>)',
    '<text>.substring(1, <whole>)',
    "<text>.replace('a', <text>)",
    '<amount>.toString()',
    'iif(<truth>, <text>, <text>)',
  ],
  truth: [
    '(<truth> and <truth>)',
    '(<truth> or <truth>)',
    '(<truth> xor <truth>)',
    '(<truth> implies <truth>)',
    '<truth>.not()',
    '(<number> = <number>)',
    '(<number> != <number>)',
    '(<number> ~ <number>)',
    '(<number> !~ <number>)',
    '(<number> < <number>)',
    '(<number> >= <number>)',
    '(<text> = <text>)',
    '(<text> ~ <text>)',
    '(<text> < <text>)',
    '(<date> < <date>)',
    '(<date> <= <date>)',
    '(<date> = <date>)',
    '(<date> ~ <date>)',
    '(<list> = <list>)',
    '(<list> ~ <list>)',
    '(<list> !~ <list>)',
    '<list>.exists()',
    '<list>.empty()',
    '<list>.isDistinct()',
    '<list>.subsetOf(<list>)',
    '(<number> in <list>)',
    '(<list> contains <text>)',
    '<text>.startsWith(<text>)',
    '<text>.endsWith(<text>)',
    '<text>.contains(<text>)',
    "<text>.matches('a')",
    '(<amount> is <type>)',
    '(<text> is <type>)',
    '(<date> is <type>)',
    '<list>.first().is(<type>)',
    '<list>.all($this is <type>)',
  ],
  date: ['iif(<truth>, <date>, <date>)'],
  list: [
    '<list>.take(<whole>)',
    '<list>.skip(<whole>)',
    '(<list> | <list>)',
    '<list>.combine(<list>)',
    '<list>.union(<list>)',
    '<list>.intersect(<list>)',
    '<list>.exclude(<list>)',
    '<list>.distinct()',
    '<list>.tail()',
    '<list>.first()',
    '<list>.last()',
    '<list>.where(<truth>)',
    '<list>.select($this)',
    '<list>.ofType(<ofFhir>)',
    '<list>.single()',
    '<list>[<whole>]',
  ],
};

const pick = (random: Random, from: readonly string[]): string =>
  from[Math.floor(random() * from.length)] ?? '';

/** An expression of a kind of result, with others in it up to a depth. */
export function expressionOf(random: Random, kind = pick(random, Object.keys(LEAVES)), depth = 3): string {
  if (kind === 'type') return pick(random, TYPES);
  if (kind === 'ofFhir')
    return pick(
      random,
      TYPES.filter((type) => !type.startsWith('System.')),
    );
  if (depth === 0 || !FORMS[kind] || random() < 0.2) return pick(random, LEAVES[kind] ?? []);
  return pick(random, FORMS[kind] ?? []).replaceAll(/<(\w+)>/g, (_, inner: string) =>
    expressionOf(random, inner, depth - 1),
  );
}
