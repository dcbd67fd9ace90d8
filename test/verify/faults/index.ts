import type { Assumption } from '../../../verify/index.ts';
import { ALARMS } from '../../../verify/probes/alarms.ts';
import { FHIR_BUNDLES } from '../../../verify/probes/fhir-bundles.ts';
import { FHIR_INTERACTIONS } from '../../../verify/probes/fhir-interactions.ts';
import { FHIR_SEARCH } from '../../../verify/probes/fhir-search.ts';
import { IMPORT_CHECKS } from '../../../verify/probes/import-checks.ts';
import { IMPORT_READS } from '../../../verify/probes/import-reads.ts';
import { IMPORT_WRITES } from '../../../verify/probes/import-writes.ts';
import { LIFE_OF_A_STORE } from '../../../verify/probes/life-of-a-store.ts';
import { MAIN_JOB } from '../../../verify/probes/main-job.ts';
import { PAGING_AND_TOKENS } from '../../../verify/probes/paging-and-tokens.ts';
import { PROTOCOL } from '../../../verify/probes/protocol.ts';
import { TAGS_AND_EXPORTS } from '../../../verify/probes/tags-and-exports.ts';
import { SMART, WHO_MAY_CALL } from '../../../verify/probes/who-may-call.ts';
import { ALARM_FAULTS } from './alarm-faults.ts';
import { FHIR_BUNDLES_FAULTS, FHIR_INTERACTIONS_FAULTS, FHIR_SEARCH_FAULTS } from './fhir-faults.ts';
import { IMPORT_CHECKS_FAULTS, IMPORT_READS_FAULTS, IMPORT_WRITES_FAULTS } from './import-faults.ts';
import { PAGING_FAULTS, PROTOCOL_FAULTS } from './protocol-faults.ts';
import { LIFE_FAULTS, TAGS_AND_EXPORTS_FAULTS, TOKEN_FAULTS } from './store-faults.ts';
import type { Fault } from './fault.ts';

/** Probes that look at the same things, each with what makes its assumption false. */
export const GROUPS: readonly {
  probes: readonly Assumption[];
  faults: Readonly<Record<string, Fault>>;
}[] = [
  { probes: [...MAIN_JOB, ...PROTOCOL], faults: PROTOCOL_FAULTS },
  { probes: PAGING_AND_TOKENS, faults: PAGING_FAULTS },
  { probes: IMPORT_READS, faults: IMPORT_READS_FAULTS },
  { probes: IMPORT_WRITES, faults: IMPORT_WRITES_FAULTS },
  { probes: IMPORT_CHECKS, faults: IMPORT_CHECKS_FAULTS },
  { probes: TAGS_AND_EXPORTS, faults: TAGS_AND_EXPORTS_FAULTS },
  { probes: FHIR_INTERACTIONS, faults: FHIR_INTERACTIONS_FAULTS },
  { probes: FHIR_SEARCH, faults: FHIR_SEARCH_FAULTS },
  { probes: FHIR_BUNDLES, faults: FHIR_BUNDLES_FAULTS },
  { probes: [...WHO_MAY_CALL, ...SMART], faults: TOKEN_FAULTS },
  { probes: LIFE_OF_A_STORE, faults: LIFE_FAULTS },
  { probes: ALARMS, faults: ALARM_FAULTS },
];
