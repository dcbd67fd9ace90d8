import { nameOf } from '../../errors/index.ts';
import { alarms } from './checks/alarms.ts';
import { dataStores, quotas } from './checks/data-stores.ts';
import { coldStart, functions } from './checks/functions.ts';
import { invocations } from './checks/invocations.ts';
import { queueSettings } from './checks/queue-settings.ts';
import { queues } from './checks/queues.ts';
import { notifications, retained } from './checks/retained.ts';
import { roles } from './checks/roles.ts';
import { eventSources, rules, schedules } from './checks/rules.ts';
import { versions } from './checks/versions.ts';
import { doctorClients } from './doctor-clients.ts';
import { expectedStack } from './expected-stack.ts';
import type { Check, Finding, Patient } from './finding.ts';
import type { StageResources } from '../stage/index.ts';

/** Everything that is looked at, in the order of a file's way. */
export const CHECKS: readonly Check[] = [
  notifications,
  rules,
  schedules,
  queueSettings,
  eventSources,
  queues,
  functions,
  invocations,
  versions,
  coldStart,
  roles,
  dataStores,
  quotas,
  alarms,
  retained,
];

/** What `inlet doctor --json` prints. */
export interface DoctorDocument {
  schemaVersion: '1';
  stage: string;
  at: string;
  /** Names of what was looked at. */
  checked: string[];
  findings: (Finding & { check: string })[];
  /** What could not be looked at, with the error's name. */
  unknown: { check: string; why: string }[];
}

/**
 * Looks at all of a stage, reading only. A check that fails, for a missing permission perhaps, does not keep the others from
 * looking.
 * @param packageFolder the packaged stage that the deployed one is compared with
 */
export async function examine(stage: StageResources, packageFolder: string): Promise<DoctorDocument> {
  const clients = doctorClients(stage);
  try {
    const stack = await expectedStack(packageFolder, stage, clients.functions);
    const patient: Patient = { stage, stack, clients, served: servedAt(stage) };
    const document: DoctorDocument = {
      schemaVersion: '1',
      stage: stage.stage,
      at: new Date(stage.now()).toISOString(),
      checked: [],
      findings: [],
      unknown: [],
    };
    for (const { name, look } of CHECKS)
      try {
        for (const finding of await look(patient)) document.findings.push({ check: name, ...finding });
        document.checked.push(name);
      } catch (error) {
        document.unknown.push({ check: name, why: nameOf(error) });
      }
    return document;
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** A local cloud says 501 to what it lacks, and is not ill for that. */
const servedAt =
  ({ endpoint }: Pick<StageResources, 'endpoint'>): Patient['served'] =>
  async (ask) => {
    try {
      return await ask();
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (endpoint !== undefined && status === 501) return undefined;
      throw error;
    }
  };
