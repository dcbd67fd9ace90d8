/**
 * In: a stage, a data store that may be written to or none.
 * Out: what is assumed of HealthLake, how each is tried, and a record of what was seen.
 * Touches: HealthLake, S3 and CloudWatch by the clients that it is given; what it makes carries the run's id, and is removed at the end.
 */
export type { Assumption, Needs } from './assumption.ts';
export { isProbe } from './assumption.ts';
export { ASSUMPTIONS, assumedOf } from './assumptions.ts';
export type { TriedStage } from './bench/bench.ts';
export { costText } from './prices.ts';
export type { ProbeRecord, VerifyRecord } from './run/record.ts';
export { countVerdicts, newRecord } from './run/record.ts';
export type { Choices } from './run/run-probes.ts';
export { chosen, runProbes } from './run/run-probes.ts';
