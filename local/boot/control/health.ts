import packageJson from '../../../package.json' with { type: 'json' };
import { isTerminal } from '../../../lib/healthlake/index.ts';
import type { LocalCloud } from '../cloud-api.ts';
import type { ServedService } from '../services.ts';

/** What `GET /_inlet/health` answers. */
export interface Health {
  /** Always true: before the cloud is ready it answers 503. */
  ready: true;
  /** Inlet's own. */
  version: string;
  /** Of this run alone: another one at the same address has another. */
  instance: string;
  services: readonly ServedService[];
  /** Whether nothing has happened for a while: schedules run at real minutes until something does. */
  atRest: boolean;
  /** What is not done yet. */
  waiting: {
    /** Files that were dropped and that no import has taken. */
    files: number;
    /** Imports that have not ended. */
    imports: number;
    /** Jobs of HealthLake that run. */
    jobs: number;
    /** Whether anything else is left to do: a message, event or invocation on its way. */
    work: boolean;
  };
}

/** Whether the cloud can be used, what it is, and what in it waits. */
export async function healthOf(
  cloud: Pick<LocalCloud, 'instance' | 'state' | 'isIdle' | 'isAtRest'> & {
    served: readonly ServedService[];
  },
): Promise<Health> {
  const { pendingFiles, imports, jobs } = await cloud.state();
  return {
    ready: true,
    version: packageJson.version,
    instance: cloud.instance,
    services: cloud.served,
    atRest: cloud.isAtRest(),
    waiting: {
      files: pendingFiles,
      imports: imports.filter(({ state }) => state !== 'ABANDONED' && !isTerminal(state)).length,
      jobs: jobs.filter(({ status }) => !isTerminal(status)).length,
      work: !(await cloud.isIdle()),
    },
  };
}
