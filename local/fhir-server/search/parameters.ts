import type { TokenElements } from '../../../fhir/index.ts';
import type { ReadParameter } from './criterion.ts';
import { idParameter } from './id-parameter.ts';
import { lastUpdatedParameter } from './last-updated-parameter.ts';
import { referenceParameter } from './reference-parameter.ts';
import { PATIENT_PARAMETER, SUBJECT_PARAMETER } from './reference-parameters.ts';
import { tokenParameter } from './token-parameter.ts';

/** A search parameter that works here. */
export interface SearchParameter {
  name: string;
  type: 'token' | 'date' | 'reference';
  read: ReadParameter;
}

/** What resources of a type can be searched by, and what filters of scopes can ask for. */
export type ParametersOf = (resourceType: string) => readonly SearchParameter[];

/** Of every resource type. */
const COMMON: readonly SearchParameter[] = [
  { name: '_id', type: 'token', read: idParameter },
  { name: '_lastUpdated', type: 'date', read: lastUpdatedParameter },
  { name: '_security', type: 'token', read: tokenParameter('meta.security') },
  { name: '_tag', type: 'token', read: tokenParameter('meta.tag') },
];

const REFERENCES = [
  { name: 'patient', elements: PATIENT_PARAMETER, read: referenceParameter(PATIENT_PARAMETER, 'Patient') },
  { name: 'subject', elements: SUBJECT_PARAMETER, read: referenceParameter(SUBJECT_PARAMETER) },
];

/** All of them; a new one is a row. @param tokens R4's parameters of type token */
export const searchParameters =
  (tokens: TokenElements): ParametersOf =>
  (resourceType) => [
    ...COMMON,
    ...REFERENCES.filter(({ elements }) => Object.hasOwn(elements, resourceType)).map(({ name, read }) => ({
      name,
      type: 'reference' as const,
      read,
    })),
    ...Object.entries(tokens[resourceType] ?? {}).map(([name, paths]) => ({
      name,
      type: 'token' as const,
      read: tokenParameter(paths),
    })),
  ];
