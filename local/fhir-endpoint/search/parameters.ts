import type { ReadParameter } from './criterion.ts';
import { idParameter } from './id-parameter.ts';
import { lastUpdatedParameter } from './last-updated-parameter.ts';
import { referenceParameter } from './reference-parameter.ts';
import { PATIENT_PARAMETER, SUBJECT_PARAMETER } from './reference-parameters.ts';

/** A search parameter that works here. */
export interface SearchParameter {
  name: string;
  type: 'token' | 'date' | 'reference';
  /** Whether a resource type has it. */
  isOf: (resourceType: string) => boolean;
  read: ReadParameter;
}

/** All of them; a new one is a row. */
const SEARCH_PARAMETERS: readonly SearchParameter[] = [
  { name: '_id', type: 'token', isOf: () => true, read: idParameter },
  { name: '_lastUpdated', type: 'date', isOf: () => true, read: lastUpdatedParameter },
  {
    name: 'patient',
    type: 'reference',
    isOf: (type) => Object.hasOwn(PATIENT_PARAMETER, type),
    read: referenceParameter(PATIENT_PARAMETER, 'Patient'),
  },
  {
    name: 'subject',
    type: 'reference',
    isOf: (type) => Object.hasOwn(SUBJECT_PARAMETER, type),
    read: referenceParameter(SUBJECT_PARAMETER),
  },
];

/** What resources of a type can be searched by. */
export const parametersOf = (resourceType: string): SearchParameter[] =>
  SEARCH_PARAMETERS.filter(({ isOf }) => isOf(resourceType));
