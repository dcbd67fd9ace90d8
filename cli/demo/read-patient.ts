import type { LocalCloud } from '../../local/boot/index.ts';
import { mintToken } from '../token/index.ts';

/** As much as is needed to read a patient. */
const SCOPE = 'system/Patient.r';

/** A made-up patient that the import has stored. */
const PATIENT = 'Patient/patient-1';

/**
 * Reads an imported Patient through the FHIR endpoint with a bearer token of the local issuer, as an app would: the data
 * store asks the packaged identity provider about the token.
 * @returns what was done and what came of it, for people, and whether the Patient was there
 */
export async function readPatient({ url, state }: Pick<LocalCloud, 'url' | 'state'>): Promise<{
  lines: string[];
  isRead: boolean;
}> {
  const [{ datastoreId } = { datastoreId: '' }] = (await state()).datastores;
  const { token } = await mintToken({ scope: SCOPE, expiresSeconds: 60 }, url);
  const address = `${url}/datastore/${datastoreId}/r4/${PATIENT}`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as Answer;
  const isRead = response.ok && `${body.resourceType}/${body.id ?? ''}` === PATIENT;
  return {
    lines: [
      `One of them, read with a bearer token of the local issuer for ${SCOPE}, which the packaged identity provider verified:`,
      `  GET ${new URL(address).pathname}`,
      `  ${response.status} ${isRead ? summaryOf(body) : reasonOf(body)}`,
    ],
    isRead,
  };
}

/** A Patient, or an OperationOutcome. */
interface Answer {
  resourceType: string;
  id?: string;
  meta?: { versionId?: string };
  name?: { given?: string[]; family?: string }[];
  birthDate?: string;
  issue?: { diagnostics?: string }[];
}

function summaryOf({ name: [name] = [], birthDate = '', meta }: Answer): string {
  const fullName = [...(name?.given ?? []), name?.family ?? ''].join(' ');
  return `${PATIENT}, version ${meta?.versionId ?? ''}: ${fullName}, born ${birthDate}`;
}

const reasonOf = ({ issue = [] }: Answer): string =>
  issue.map(({ diagnostics = '' }) => diagnostics).join('; ');
