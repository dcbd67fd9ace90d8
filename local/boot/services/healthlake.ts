import { OPERATIONS } from '../../../lib/healthlake/index.ts';
import type { EventBridge } from '../../eventbridge/index.ts';
import type { Clock } from '../../ground/index.ts';
import { createHealthLake, refuseAsHealthLake } from '../../healthlake/index.ts';
import type { Lambda } from '../../lambda/index.ts';
import type { S3 } from '../../s3/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

/** HealthLake's second is too short for a machine that does other things beside; a strict cloud keeps to it. */
const UNHURRIED_MS = 5000;

/** What falls due in it, the next step of a job or of a data store, is something that happens in the cloud. */
const clockThatTells = (clock: Clock, happened: () => void): Clock => ({
  ...clock,
  at: (time, run) =>
    clock.at(time, () => {
      happened();
      run();
    }),
});

export const healthLake = serviceRow(
  'healthLake',
  (cloud: CloudParts, others: { s3: S3; eventBridge: EventBridge; lambda: Lambda }) => {
    const { authorize, mayAssume } = cloud.authorizer;
    const { samplePopulation, healthLake: settings, strictAuth, reindex = false } = cloud.options;
    const dataStores = createHealthLake({
      database: cloud.database,
      stateFolder: cloud.folder,
      clock: clockThatTells(cloud.clock, others.eventBridge.happened),
      authorize,
      mayAssumeRole: mayAssume,
      s3: others.s3,
      emit: (event) => others.eventBridge.put(event),
      endpoint: () => cloud.url,
      functionExists: others.lambda.has,
      onTrouble: cloud.onFault,
      reindex,
      ...(samplePopulation && { samplePopulation }),
      settings: { ...(strictAuth !== true && { identityProviderMs: UNHURRIED_MS }), ...settings },
    });
    const refuse = refuseAsHealthLake(dataStores.dataStores.settings);
    const service = cloud.signed(dataStores.service, 'healthlake', refuse);
    return {
      api: dataStores,
      serves: { healthlake: Object.keys(OPERATIONS) },
      routes: { targets: { HealthLake: service, healthlake: service } },
      faults: { healthLake: dataStores.faults },
      declare(stack) {
        for (const { id, logicalId, request } of stack.dataStores) {
          const { DatastoreName: name } = request;
          dataStores.declareDatastore({
            name: typeof name === 'string' ? name : logicalId,
            datastoreId: id,
            properties: request,
          });
        }
      },
      start() {
        dataStores.start();
      },
      reset: () => dataStores.reset(),
      stop: () => dataStores.close(),
    };
  },
);
