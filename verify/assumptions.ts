import type { Assumption } from './assumption.ts';
import { ALARMS } from './probes/alarms.ts';
import { FHIR_BUNDLES } from './probes/fhir-bundles.ts';
import { FHIR_INTERACTIONS } from './probes/fhir-interactions.ts';
import { FHIR_SEARCH } from './probes/fhir-search.ts';
import { IMPORT_CHECKS } from './probes/import-checks.ts';
import { IMPORT_READS } from './probes/import-reads.ts';
import { IMPORT_WRITES } from './probes/import-writes.ts';
import { LIFE_OF_A_STORE } from './probes/life-of-a-store.ts';
import { MAIN_JOB } from './probes/main-job.ts';
import { PAGING_AND_TOKENS } from './probes/paging-and-tokens.ts';
import { PROTOCOL } from './probes/protocol.ts';
import { TAGS_AND_EXPORTS } from './probes/tags-and-exports.ts';
import { SMART, WHO_MAY_CALL } from './probes/who-may-call.ts';

/**
 * Everything that is held of HealthLake, and of CloudWatch where the local cloud evaluates alarms, though nothing public says it, and how each is tried: the one table, of which the pages
 * docs/healthlake-api.md, docs/smart-on-fhir.md and docs/verify.md are made as well.
 */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...MAIN_JOB,
  ...PROTOCOL,
  ...PAGING_AND_TOKENS,
  ...IMPORT_READS,
  ...IMPORT_WRITES,
  ...IMPORT_CHECKS,
  ...TAGS_AND_EXPORTS,
  ...FHIR_INTERACTIONS,
  ...FHIR_SEARCH,
  ...FHIR_BUNDLES,
  ...WHO_MAY_CALL,
  ...SMART,
  ...LIFE_OF_A_STORE,
  ...ALARMS,
];

/** The texts of one topic, as the pages list them. */
export const assumedOf = (topic: string): string[] =>
  ASSUMPTIONS.filter((assumption) => assumption.topic === topic).map(({ says }) => says);
