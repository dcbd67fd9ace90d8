import { checkOptions } from '../invalid-options.ts';
import type { LocalHealthLake } from './local-stage.ts';
import { HEALTHLAKE_TEMPLATE } from './healthlake-template.ts';
import type { CloudSettings } from './messages.ts';
import { CLOUD_SETTINGS } from './messages.ts';
import { openStage } from './open-stage.ts';
import { smartHealthLake } from './smart-healthlake.ts';
import { templateFolder } from './template-folder.ts';

/**
 * Starts a HealthLake with one data store, a bucket for what is imported, one for what jobs write, a key, and a role that HealthLake may take for both.
 * Its jobs really run; its FHIR endpoint takes signed requests, and `Authorization: AWS4-HMAC-SHA256` of any time. With `smartApps`, be it an empty list,
 * it also takes tokens of the local issuer, judged as in Inlet's stage local.
 * @throws InvalidOptions for settings that there are not; Error (`code` InvalidSmartApp, InvalidOrigin) for what cannot be let in
 */
export async function startHealthLake(settings: CloudSettings = {}): Promise<LocalHealthLake> {
  checkOptions('startHealthLake', settings, CLOUD_SETTINGS);
  const { folder, remove } =
    settings.smartApps === undefined ? templateFolder(HEALTHLAKE_TEMPLATE) : smartHealthLake();
  const stage = await openStage({ ...settings, packageFolder: folder }, remove);
  // Its template has been read, and it has no functions: where a runner ends its process by force, nothing stays behind.
  if (settings.smartApps === undefined) remove();
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
