import type { Invariant } from '../definitions/model.ts';
import type { KnownValueSet } from '../r4/explain-binding.ts';

/** A profile, compiled to what it demands beyond R4 (FHIR R4, "Profiling FHIR"): data that check-profile.ts goes by. */
export interface Profile {
  url: string;
  version: string;
  /** The resource or data type it is of. */
  type: string;
  root: Demand;
}

/** What a profile demands of one element, or of one slice of it. */
export interface Demand {
  /** The element's name; `value` for a choice. */
  name: string;
  /** As messages name it: `Patient.identifier`, `Patient.extension:race`. */
  label: string;
  min: number;
  /** Undefined: any number. */
  max?: number;
  /** The value, exactly (`fixed[x]`), or at least (`pattern[x]`). */
  fixed?: unknown;
  pattern?: unknown;
  /** Bounds of a number, a date or a quantity (`minValue[x]`, `maxValue[x]`). */
  least?: unknown;
  most?: unknown;
  /** Characters of a text. */
  maxLength?: number;
  /** A required value set whose codes are all known. */
  codes?: KnownValueSet;
  /** Types that a choice is narrowed to. */
  types?: readonly string[];
  /** Resource types that a reference is narrowed to. */
  targets?: readonly string[];
  /** Profiles of which the element must keep one: canonical URLs. */
  profiles?: readonly string[];
  invariants?: readonly Invariant[];
  /** What is demanded of the elements in it. */
  children: readonly Demand[];
  slicing?: Slicing;
}

/** What is demanded of the items in a slice. */
export interface Slice extends Demand {
  sliceName: string;
  /** What the sliced element demands of them, where that is not what it demands of others. */
  base?: Demand;
}

export interface Slicing {
  discriminators: readonly Discriminator[];
  /** Closed: what is in no slice is not allowed. */
  isClosed: boolean;
  slices: readonly Slice[];
}

export interface Discriminator {
  type: string;
  /** A path as FHIR allows here: names, `$this`, `extension('url')`, `resolve()`, `ofType(x)`. */
  path: string;
}
