import type { EntryTest } from '../search-values/entry-test.ts';
import type { Candidate } from './candidate.ts';

/** What a search asks of each resource. All criteria of a search must be met. */
export interface Criterion {
  meets: (candidate: Candidate) => boolean;
  /** The ids that can meet it, where that is known beforehand. */
  ids?: readonly string[];
  /** How an index finds what can meet it: all of these. Without any, every resource of the type can. */
  find?: readonly IndexCondition[];
  /** Whether what an index finds meets it for sure; where not, `meets` is asked, too. */
  isSure?: boolean;
}

/** What an index is asked: resources for which one of these holds, or none. */
export interface IndexCondition {
  any: readonly (AskedEntries | AskedColumn)[];
  isNot?: boolean;
}

/** Entries of one parameter that meet one of the tests; any entries without tests. */
export interface AskedEntries {
  /** SearchParameterRow.number */
  parameter: number;
  table: 'texts' | 'ranges';
  tests: readonly EntryTest[];
}

/** When the resource was written, its id, or that it is one of some rows. */
export type AskedColumn =
  | { column: 'updated' | 'created'; tests: readonly EntryTest[] }
  | { id: string }
  | { rows: readonly number[] };

/** What a search parameter is read with. */
export interface ParameterContext {
  name: string;
  /** '' for none. */
  modifier?: string;
  resourceType: string;
  /** The data store's, for absolute references. */
  endpoint: string;
  /** Epoch milliseconds: what is near a date depends on it. */
  now: number;
  /** Of a reference, the resource types that a value without one is of. */
  targets?: readonly string[];
  /** Of a token, the systems that its plain codes are of. */
  systems?: readonly string[];
}

/** Makes a criterion of one occurrence of a parameter. @throws FhirError 400 */
export type ReadParameter = (value: string, context: ParameterContext) => Criterion;
