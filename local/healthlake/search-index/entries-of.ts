import type { SearchTable } from '../../../fhir/index.ts';
import { RESOURCE_TYPES, entriesOf, isText, typeNumber } from '../../../fhir/index.ts';
import { parameterKey, typeKey } from './index-schema.ts';

/** A resource's rows of the index. */
export interface IndexedResource {
  row: number;
  /** `resources.type` */
  type: number;
  id: string;
  created: number;
  updated: number;
  texts: readonly TextRow[];
  ranges: readonly RangeRow[];
}

export type TextRow = readonly [parameter: number, value: string, row: number];
export type RangeRow = readonly [parameter: number, low: number, high: number, unit: string, row: number];

/** What an index has of a resource, without when it was created. Undefined for what is no resource of a known type. @param body UTF-8 of JSON */
export function indexed(
  table: SearchTable,
  body: Buffer,
  { store, row, updated }: { store: number; row: number; updated: number },
): Omit<IndexedResource, 'created'> | undefined {
  const resource = JSON.parse(body.toString('utf8')) as { resourceType?: unknown; id?: unknown };
  const { resourceType, id } = resource;
  if (typeof resourceType !== 'string' || typeof id !== 'string') return undefined;
  const type = typeNumber(resourceType);
  if (type === undefined) return undefined;
  const texts: TextRow[] = [];
  const ranges: RangeRow[] = [];
  for (const parameter of table.types[RESOURCE_TYPES[type] ?? ''] ?? []) {
    const key = parameterKey(store, parameter.number);
    for (const entry of entriesOf(parameter, resource))
      if (isText(entry)) texts.push([key, entry.value, row]);
      else ranges.push([key, entry.low, entry.high, entry.unit, row]);
  }
  return { row, type: typeKey(store, type), id, updated, texts, ranges };
}
