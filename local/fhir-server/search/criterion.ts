import type { Candidate } from './candidate.ts';

/** What a search asks of each resource. All criteria of a search must be met. */
export interface Criterion {
  meets: (candidate: Candidate) => boolean;
  /** The ids that can meet it, where that is known beforehand. */
  ids?: readonly string[];
}

/** What a search parameter is read with. */
export interface ParameterContext {
  name: string;
  resourceType: string;
  /** The data store's, for absolute references. */
  endpoint: string;
}

/** Makes a criterion of one occurrence of a parameter. @throws FhirError 400 */
export type ReadParameter = (value: string, context: ParameterContext) => Criterion;
