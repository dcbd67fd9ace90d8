import type { Entry, SearchKind, SearchParameterRow } from '../../../fhir/index.ts';
import { elementsAt, entriesAt, entriesOf, typeNumber } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { EntryTest } from '../search-values/entry-test.ts';
import { compositeValues, readValues } from '../search-values/read-values.ts';
import { tokenTextsAt } from '../search-values/token-texts.ts';
import { alternatives } from './alternatives.ts';
import type { Candidate } from './candidate.ts';
import type { AskedEntries, Criterion, ParameterContext, ReadParameter } from './criterion.ts';
import { countOf } from '../../../errors/index.ts';

/** Where an index keeps the entries of a kind of parameter. */
export const tableOf = (kind: SearchKind): AskedEntries['table'] =>
  kind === 'date' || kind === 'number' || kind === 'quantity' ? 'ranges' : 'texts';

const some = (entries: readonly Entry[], tests: readonly EntryTest[]): boolean =>
  entries.some((entry) => tests.some(({ isMet }) => isMet(entry)));

/** A parameter of R4's table. @param siblings all of the resource type */
export const tableParameter =
  (row: SearchParameterRow, siblings: readonly SearchParameterRow[]): ReadParameter =>
  (value, context) => {
    const { modifier = '' } = context;
    if (modifier === 'missing') return missing(row, value, context);
    if (row.kind === 'composite') return composite(row, siblings, value, context);
    if (modifier === 'text') return tokenText(row, value);
    const isType = row.kind === 'reference' && typeNumber(modifier) !== undefined;
    const targets = isType ? [modifier] : row.targets;
    const { systems } = row;
    const tests = readValues(row.kind, modifier, value, {
      ...context,
      ...(targets && { targets }),
      ...(systems && { systems }),
    });
    const isNot = modifier === 'not';
    const met = isType ? ofType(tests, modifier, context.endpoint) : tests;
    return {
      meets: ({ content }) => some(entriesOf(row, content()), met) !== isNot,
      find: [{ any: [{ parameter: row.number, table: tableOf(row.kind), tests: met }], isNot }],
      isSure: true,
    };
  };

/** Of references to a type that was asked for, those to this type. */
const ofType = (tests: readonly EntryTest[], type: string, endpoint: string): EntryTest[] => {
  const ours = tests.filter(
    ({ equals }) =>
      equals?.startsWith(`${type}/`) === true || equals?.startsWith(`${endpoint}${type}/`) === true,
  );
  if (ours.length === 0) throw badRequest(`A reference to a ${type} is asked for by its id.`);
  return ours;
};

function missing(
  { number, kind, plans, parts }: SearchParameterRow,
  value: string,
  { name }: ParameterContext,
): Criterion {
  if ((value !== 'true' && value !== 'false') || parts)
    throw badRequest(`${name}:missing must be true or false.`);
  const isNot = value === 'true';
  return {
    meets: ({ content }) => entriesAt(plans, kind, content()).length > 0 !== isNot,
    find: [{ any: [{ parameter: number, table: tableOf(kind), tests: [] }], isNot }],
    isSure: true,
  };
}

/** `:text`: what a code is displayed as begins so. Of no index: it is asked of each resource. */
function tokenText({ plans, name }: SearchParameterRow, value: string): Criterion {
  const wanted = alternatives(value, name);
  const shows = ({ content }: Candidate): string[] =>
    plans.flatMap((plan) => elementsAt(plan, content(), content()).flatMap(tokenTextsAt));
  return {
    meets: (candidate) => shows(candidate).some((text) => wanted.some((each) => text.startsWith(each))),
  };
}

/** `code$value`: both in one element (FHIR R4, "composite"). The index finds by the parts' own parameters what can be it. */
function composite(
  { plans, parts = [] }: SearchParameterRow,
  siblings: readonly SearchParameterRow[],
  value: string,
  context: ParameterContext,
): Criterion {
  const wanted = compositeValues(value).map((texts) => {
    if (texts.length !== parts.length || texts.some((text) => text === ''))
      throw badRequest(`${context.name} must be ${countOf(parts.length, 'value')} with $ between them.`);
    return parts.map(({ kind, systems }, at) => {
      if (kind === 'composite') throw new Error('A composite of composites.');
      return readValues(kind, '', texts[at] ?? '', { ...context, ...(systems && { systems }) });
    });
  });
  const find = parts.flatMap(({ name, kind }, at) => {
    const number = siblings.find((each) => each.name === name)?.number;
    const tests = wanted.flatMap((each) => each[at] ?? []);
    return number === undefined ? [] : [{ any: [{ parameter: number, table: tableOf(kind), tests }] }];
  });
  return {
    meets({ content }) {
      const resource = content();
      return plans
        .flatMap((plan) => elementsAt(plan, resource, resource))
        .some((element) =>
          wanted.some((tests) =>
            parts.every((part, at) =>
              some(entriesAt(part.plans, part.kind, element, resource), tests[at] ?? []),
            ),
          ),
        );
    },
    find,
  };
}
