import type { SearchKind, SearchParameterRow, SearchTable } from '../../../fhir/index.ts';
import { typeNumber } from '../../../fhir/index.ts';
import { modifiersOf } from '../search-values/read-values.ts';
import type { ReadParameter } from './criterion.ts';
import { idParameter } from './id-parameter.ts';
import { tableParameter } from './table-parameter.ts';
import { textParameter } from './text-parameter.ts';
import { createdAtParameter, lastUpdatedParameter } from './time-parameters.ts';

/** A search parameter that works here. */
export interface SearchParameter {
  name: string;
  type: SearchKind;
  read: ReadParameter;
  /** Whether it takes a modifier. */
  takes: (modifier: string) => boolean;
  /** R4's own, with its entries. */
  row?: SearchParameterRow;
}

/** What resources of a type can be searched by, and what filters of scopes can ask for. */
export type ParametersOf = (resourceType: string) => readonly SearchParameter[];

/** Of every resource type. */
const COMMON: readonly SearchParameter[] = [
  { name: '_id', type: 'token', read: idParameter, takes: () => false },
  { name: '_lastUpdated', type: 'date', read: lastUpdatedParameter, takes: () => false },
  { name: '_text', type: 'string', read: textParameter, takes: () => false },
  { name: 'createdAt', type: 'date', read: createdAtParameter, takes: () => false },
];

/** All of them, of R4's table. */
export function searchParameters({ types }: SearchTable): ParametersOf {
  const made = new Map<string, readonly SearchParameter[]>();
  return (resourceType) => {
    const known = made.get(resourceType);
    if (known) return known;
    const rows = types[resourceType] ?? [];
    const parameters = [...COMMON, ...rows.map((row) => ofTable(row, rows))];
    made.set(resourceType, parameters);
    return parameters;
  };
}

function ofTable(row: SearchParameterRow, rows: readonly SearchParameterRow[]): SearchParameter {
  const { name, kind } = row;
  const modifiers = new Set([
    ...modifiersOf(kind),
    ...(kind === 'composite' ? [] : ['missing']),
    ...(kind === 'token' ? ['text'] : []),
  ]);
  const isTarget = (type: string): boolean =>
    kind === 'reference' && typeNumber(type) !== undefined && (row.targets ?? [type]).includes(type);
  return {
    name,
    type: kind,
    read: tableParameter(row, rows),
    takes: (modifier) => modifiers.has(modifier) || isTarget(modifier),
    row,
  };
}
