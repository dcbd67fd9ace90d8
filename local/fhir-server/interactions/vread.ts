import { isDeletion } from '../../healthlake/index.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError } from '../http/fhir-error.ts';
import { notFound, partAnswer } from './read.ts';

const VERSION = /^[1-9]\d{0,14}$/;

/**
 * `GET {type}/{id}/_history/{version}`: one version, past or current; 410 for one that is a deletion. Who reaches a
 * part of the type only must reach the version and what the resource says now.
 */
export function vread(call: FhirCall): FhirAnswer {
  const { datastore, resourceType, id, versionId, reach, versions } = call;
  const { datastoreId } = datastore;
  requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
  const version = VERSION.test(versionId)
    ? versions.version(datastoreId, resourceType, id, Number(versionId))
    : undefined;
  if (!version) throw notFound(resourceType);
  if (isDeletion(version))
    throw new FhirError(410, 'deleted', `This version of the ${resourceType} is its deletion.`);
  requireStoredReach(reach, () => version);
  return partAnswer(call, version);
}
