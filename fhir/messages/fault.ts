import { demandedBy } from './messages.ts';

/** The kind of rule that a fault breaks: levels of validation differ in which ones they look at. */
export type RuleKind =
  /** Nesting and JSON types. */
  | 'structure'
  /** A member that FHIR has not. */
  | 'unknown-property'
  | 'cardinality'
  /** Values of primitive types. */
  | 'value'
  | 'binding'
  | 'reference'
  | 'narrative'
  /** JSON itself: what parsers read differently. */
  | 'json'
  | 'invariant'
  | 'profile';

/** One broken rule, and where: a FHIRPath that leads to the element. */
export interface Fault {
  rule: RuleKind;
  path: string;
  text: string;
}

/** No more faults than these are gathered of one line. */
export const MOST_FAULTS = 100;

/** Gathers the faults of one resource. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #known = new Set<string>();

  get all(): readonly Fault[] {
    return this.#faults;
  }

  get isFull(): boolean {
    return this.#faults.length >= MOST_FAULTS;
  }

  /**
   * What is wrong in a place is said once, though several profiles demand it.
   * @param profile the one that demands it, `url|version`
   */
  add(rule: RuleKind, path: string, text: string, profile?: string): void {
    const key = `${path}\n${text}`;
    if (this.isFull || this.#known.has(key)) return;
    this.#known.add(key);
    this.#faults.push({ rule, path, text: profile === undefined ? text : demandedBy(profile, text) });
  }
}
