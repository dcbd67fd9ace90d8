/** What is read of FHIR's own definitions: the members of StructureDefinition, ValueSet and CodeSystem (R4). */

export interface StructureDefinition {
  resourceType: 'StructureDefinition';
  url: string;
  version?: string;
  fhirVersion?: string;
  name: string;
  type: string;
  kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical';
  abstract: boolean;
  baseDefinition?: string;
  derivation?: 'specialization' | 'constraint';
  snapshot?: { element: ElementDefinition[] };
  differential?: { element: ElementDefinition[] };
}

export interface ElementDefinition {
  id?: string;
  path: string;
  sliceName?: string;
  min?: number;
  max?: string;
  base?: { path: string; min: number; max: string };
  contentReference?: string;
  type?: TypeReference[];
  binding?: { strength: string; valueSet?: string };
  slicing?: {
    discriminator?: { type: string; path: string }[];
    rules?: string;
  };
  constraint?: { key: string; severity: string; human?: string; expression?: string }[];
  /** `fixed[x]` and `pattern[x]` have the name of their type. */
  [member: string]: unknown;
}

export interface TypeReference {
  code: string;
  profile?: string[];
  targetProfile?: string[];
}

export interface ValueSet {
  resourceType: 'ValueSet';
  url: string;
  version?: string;
  compose?: { include?: ConceptSet[]; exclude?: ConceptSet[] };
  expansion?: { contains?: ExpandedConcept[]; total?: number };
}

export interface ConceptSet {
  system?: string;
  concept?: { code: string }[];
  filter?: { property: string; op: string; value: string }[];
  valueSet?: string[];
}

export interface ExpandedConcept {
  system?: string;
  code?: string;
  abstract?: boolean;
  contains?: ExpandedConcept[];
}

export interface CodeSystem {
  resourceType: 'CodeSystem';
  url: string;
  version?: string;
  content: string;
  concept?: Concept[];
}

export interface Concept {
  code: string;
  concept?: Concept[];
  property?: { code: string; valueBoolean?: boolean }[];
}

export type Definition = StructureDefinition | ValueSet | CodeSystem;

/** The version of the definitions of R4. */
export const R4_VERSION = '4.0.1';

/** What the canonical URLs of R4's own types and profiles begin with. */
export const CORE_URL = 'http://hl7.org/fhir/StructureDefinition/';

/** @throws Error where the definition has no snapshot */
export function snapshotOf({ url, snapshot }: StructureDefinition): ElementDefinition[] {
  if (!snapshot) throw new Error(`The StructureDefinition ${url} has no snapshot.`);
  return snapshot.element;
}

/** The element's own name: the last part of its path. */
export const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const withoutVersion = (canonical: string): string => canonical.split('|', 1)[0] ?? canonical;
