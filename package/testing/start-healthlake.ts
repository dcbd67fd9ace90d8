import type { LocalHealthLake } from './local-stage.ts';
import { HEALTHLAKE_TEMPLATE } from './healthlake-template.ts';
import { openStage } from './open-stage.ts';
import { templateFolder } from './template-folder.ts';

/**
 * Starts a HealthLake with one data store, a bucket for what is imported, one for what jobs write, a key, and a role that HealthLake may take for both.
 * Its jobs really run; its FHIR endpoint takes signed requests, and `Authorization: AWS4-HMAC-SHA256` of any time.
 */
export async function startHealthLake({ minuteMs }: { minuteMs?: number } = {}): Promise<LocalHealthLake> {
  const { folder, remove } = templateFolder(HEALTHLAKE_TEMPLATE);
  const stage = await openStage(
    { packageFolder: folder, ...(minuteMs !== undefined && { minuteMs }) },
    remove,
  );
  const output = (name: string): string => stage.outputs[name] ?? '';
  return {
    ...stage,
    datastoreId: output('DatastoreId'),
    fhirUrl: output('FhirUrl'),
    inputBucket: output('InputBucket'),
    outputBucket: output('OutputBucket'),
    dataAccessRoleArn: output('DataAccessRoleArn'),
    kmsKeyId: output('KmsKeyId'),
  };
}
