/**
 * In: a local cloud and sample data.
 * Out: what the demo shows at its end.
 * Touches: the cloud.
 */
export { isAsExpected, noteOf, wrongThings } from './expected.ts';
export { readPatient } from './read-patient.ts';
