import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../ground/index.ts';
import { readJsonObject, sendJson } from '../http/index.ts';
import type { AuthorizeParts } from './authorize.ts';

/**
 * `POST /launches` in JSON plays the EHR (SMART App Launch 2.2.0, "Launch app: EHR launch"): it takes the data store's
 * address (`iss`), the patient's id, and who is logged in (`fhirUser`, optional), and answers with `iss` and `launch`, the
 * parameters with which the app's launch page is opened.
 * @throws AwsError ValidationException
 */
export async function launchApp(
  { dataStores, handles }: AuthorizeParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { iss, patient, fhirUser } = await readJsonObject(request);
  if (typeof iss !== 'string' || !dataStores.isEndpoint(iss))
    throw invalid(
      'iss must be the address of a data store of this cloud that takes tokens, with the slash at its end.',
    );
  if (typeof patient !== 'string' || !dataStores.hasPatient(iss, patient))
    throw invalid('patient must be the id of a patient of the data store.');
  if (fhirUser !== undefined && typeof fhirUser !== 'string') throw invalid('fhirUser must be a text.');
  const launch = handles.issue('launch', {
    endpoint: iss,
    patient,
    ...(fhirUser !== undefined && { fhirUser }),
  });
  response.setHeader('cache-control', 'no-store');
  sendJson(response, 200, { iss, launch });
}

const invalid = (rule: string): AwsError => new AwsError('ValidationException', rule);
