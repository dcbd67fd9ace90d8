import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES } from '../r4/load-r4.ts';

/** The kinds of search parameters that are served (FHIR R4, "Search", Search Parameter Types). */
export type SearchKind =
  'composite' | 'date' | 'number' | 'quantity' | 'reference' | 'string' | 'token' | 'uri';

/**
 * A step from an element to those in it: the name of a member, all items of lists are followed. Or which of them go on: those with
 * a member of a value, one by its place, references to a type. `isSet` is whether one of some members is there and is not false.
 * `root` begins at the resource again.
 */
export type Step =
  | string
  | { where: readonly [member: string, value: string] }
  | { item: number }
  | { to: string }
  | { isSet: readonly string[] }
  | { root: true };

/** A way from a resource to the elements that a parameter is about. */
export interface Plan {
  steps: readonly Step[];
  /** The elements' FHIR type. */
  type: string;
}

/** One value of a composite. */
export interface CompositePart {
  /** The parameter of the same resource type that has these values, too. */
  name: string;
  kind: SearchKind;
  /** From the elements that the composite is about. */
  plans: readonly Plan[];
  /** As SearchParameterRow has it. */
  systems?: readonly string[];
}

/** A search parameter of one resource type. */
export interface SearchParameterRow {
  /** Its number among all of all types: entries of an index are kept under it. */
  number: number;
  name: string;
  kind: SearchKind;
  plans: readonly Plan[];
  /** Of a reference: resource types that it may lead to. */
  targets?: readonly string[];
  /** Of a token: the systems that its plain codes are of, which have none of their own. */
  systems?: readonly string[];
  /** Of a composite. */
  parts?: readonly CompositePart[];
}

/** A search parameter of R4 that is not served. */
export interface UnservedParameter {
  resourceType: string;
  name: string;
  why: string;
}

/** The members of a resource that a summary shows. */
export interface ShownElements {
  summary: readonly string[];
  /** Those that every resource of the type has. */
  required: readonly string[];
}

/** R4's search parameters of the resource types that HealthLake supports, compiled (build/search-parameters.ts). */
export interface SearchTable {
  /** Changes with whatever changes what is extracted: an index of another version is made anew. */
  version: string;
  types: Readonly<Record<string, readonly SearchParameterRow[]>>;
  unserved: readonly UnservedParameter[];
  /** By resource type. */
  shown: Readonly<Record<string, ShownElements>>;
}

let loaded: { folder: string; table: SearchTable } | undefined;

/** Reads the table from the folder of the generated files, once. */
export function loadSearchTable(folder: string): SearchTable {
  if (loaded?.folder !== folder) {
    const table = JSON.parse(readFileSync(join(folder, FILES.search), 'utf8')) as SearchTable;
    loaded = { folder, table };
  }
  return loaded.table;
}
