/**
 * In: a local cloud and sample data.
 * Out: what the demo shows at its end.
 * Touches: the cloud.
 */
export { collect, isAsExpected, resultsOf, rowOf } from './outcome.ts';
export { readPatient } from './read-patient.ts';
