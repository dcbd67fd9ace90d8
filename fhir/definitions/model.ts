import type { StructureDefinition } from './definitions.ts';

/**
 * R4 as the validator needs it, made of the StructureDefinitions: plain data, from which the tables of the
 * byte judge are made (build/byte-tables.ts) and over which the pass that words errors runs (r4/explain.ts). So both know the same rules.
 */
export interface Model {
  /** By name: `Patient`, `HumanName`, and for elements with elements of their own the path, `Patient.contact`. */
  types: Readonly<Record<string, TypeModel>>;
  /** By the name of a type, primitives and abstract types included: the type that it specialises. */
  bases: Readonly<Record<string, string>>;
  /** The required value sets whose codes are all known, by canonical URL. */
  valueSets: Readonly<Record<string, ValueSetModel>>;
  /** Required value sets that the definitions do not fully list: not checked. */
  unlisted: readonly string[];
}

/** A rule beyond structure, in FHIRPath (R4, "Constraints"). */
export interface Invariant {
  key: string;
  /** The rule in words. */
  human: string;
  expression: string;
}

export interface TypeModel {
  isResource: boolean;
  /** Rules of every element of this type. */
  invariants?: readonly Invariant[];
  elements: readonly ElementModel[];
}

export interface ElementModel {
  /** As in the path: `birthDate`, or `value[x]` for a choice of types. */
  name: string;
  min: number;
  /** Undefined: any number. */
  max?: number;
  isList: boolean;
  /** Rules of this element alone. */
  invariants?: readonly Invariant[];
  /** One, or those to choose from. */
  types: readonly ElementType[];
}

export interface ElementType {
  /** The JSON member: `birthDate`, `valueQuantity`. */
  property: string;
  /** A primitive's name, a name in `Model.types`, or `Resource` for any resource. */
  type: string;
  isPrimitive: boolean;
  /** Resource types that a Reference may be to; absent: any. */
  targets?: readonly string[];
  /** The profile of R4 that the definition names with the type, as `SimpleQuantity`, and the rules that it adds. */
  profile?: { url: string; invariants: readonly Invariant[] };
  /** A required value set, in `Model.valueSets`, or one whose codes are recognised by their form (code-forms.ts). */
  valueSet?: string;
}

/** Codes by code system. */
export type ValueSetModel = Readonly<Record<string, readonly string[]>>;

/** What R4 itself has beside its types: its own profiles (vital signs and others), and the codes of its value sets. */
export interface CoreDefinitions {
  version: string;
  profiles: readonly StructureDefinition[];
  /** Those whose codes are all known, by canonical URL. */
  valueSets: Readonly<Record<string, ValueSetModel>>;
}

/**
 * Elements within elements that are looked into: no resource of practice comes near it, and a crafted one does
 * not exhaust the stack.
 */
export const DEEPEST_ELEMENT = 200;

/** An element's name in a path; FHIRPath names a choice without its type: `Observation.value`. */
export const pathName = ({ name }: ElementModel): string => name.replace('[x]', '');
