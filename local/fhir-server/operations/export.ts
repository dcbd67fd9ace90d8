import { PATIENT_COMPARTMENT, RESOURCE_TYPES, localTarget, referencesAt } from '../../../fhir/index.ts';
import type { ExportSelection, Job } from '../../healthlake/index.ts';
import { isDeletion } from '../../healthlake/index.ts';
import { forbidden } from '../authorization/auth-payload.ts';
import type { Access } from '../authorization/iam-access.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import { badRequest } from '../http/fhir-error.ts';
import { prefersAsync } from '../http/preferences.ts';
import { queryDate } from '../http/query-date.ts';
import { notFound } from '../interactions/read.ts';
import { parsedBody } from '../resources/incoming-resource.ts';
import { readTypes } from './everything.ts';
import { asFhirErrors } from './of-aws-error.ts';

const PARAMETERS = ['_outputFormat', '_type', '_since', '_until', '_tag', '_security', '_format'];
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
const PATIENT_TYPES = Object.keys(PATIENT_COMPARTMENT);

/**
 * `$export` of the data store, of all patients or of a Group's (Developer Guide, "Exporting HealthLake data with FHIR $export"; Bulk Data Access
 * 1.0): starts a job of the engine that StartFHIRExportJob has. What a POST starts goes to S3; what a GET starts is downloaded.
 * By a token it takes `system/` scopes that read and search all of each type.
 */
export const exportSystem = (call: FhirCall): Promise<FhirAnswer> => start(call, RESOURCE_TYPES, undefined);

export const exportPatients = (call: FhirCall): Promise<FhirAnswer> => start(call, PATIENT_TYPES, 'any');

export function exportGroup(call: FhirCall): Promise<FhirAnswer> {
  requireTypes(call.access, ['Group']);
  const group = call.versions.newest(call.datastore.datastoreId, 'Group', call.id);
  if (!group || isDeletion(group)) throw notFound('Group');
  const { member = [] } = JSON.parse(Buffer.from(group.body).toString('utf8')) as {
    member?: { inactive?: unknown }[];
  };
  const patients = member
    .filter(({ inactive }) => inactive !== true)
    .flatMap((each) => [...referencesAt(each, 'entity')])
    .flatMap((reference) => localTarget(reference, call.endpoint) ?? [])
    .flatMap(({ resourceType, id }) => (resourceType === 'Patient' ? [id] : []));
  return start(call, PATIENT_TYPES, [...new Set(patients)]);
}

async function start(
  call: FhirCall,
  candidates: readonly string[],
  patients: ExportSelection['patients'],
): Promise<FhirAnswer> {
  const { request, datastore, endpoint, access, exports } = call;
  if (!prefersAsync(request)) throw badRequest('An export needs the header Prefer: respond-async.');
  const { datastoreId } = datastore;
  const selection = { ...readSelection(call, candidates), patients };
  const job =
    request.method === 'POST'
      ? await asFhirErrors(() =>
          exports.startToS3(datastoreId, parsedBody(request), selection, access.caller),
        )
      : await asFhirErrors(() => Promise.resolve(exports.startForDownload(datastoreId, selection)));
  const { jobId, status: jobStatus } = job;
  const answer = jsonAnswer(202, { datastoreId, jobStatus, jobId });
  return { ...answer, headers: { 'content-location': `${endpoint}export/${jobId}` } };
}

function readSelection(
  { request, endpoint, access }: FhirCall,
  candidates: readonly string[],
): Omit<ExportSelection, 'patients'> {
  const { query, path } = request;
  for (const name of new Set(query.keys()))
    if (!PARAMETERS.includes(name) || query.getAll(name).length > 1)
      throw badRequest(`An export has the parameters ${PARAMETERS.slice(0, 6).join(', ')}, each once.`);
  const format = query.get('_outputFormat');
  if (format !== null && !FORMATS.includes(format.replaceAll(' ', '+')))
    throw badRequest(`_outputFormat must be one of ${FORMATS.join(', ')}.`);
  const instant = (name: string, edge: 'start' | 'end'): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    const range = queryDate(text);
    if (!range) throw badRequest(`${name} must be a date or an instant, as in 2026-01-31T12:00:00Z.`);
    return edge === 'start' ? range.start : range.end - 1;
  };
  const asked = query.get('_type');
  const labels = (['tag', 'security'] as const).flatMap((member) => {
    const codes = query.get(`_${member}`);
    return codes === null ? [] : [{ member, codes: codes.split(',') }];
  });
  const parameters = query.toString();
  return {
    types: asked === null ? grantedTypes(access, candidates) : requireTypes(access, readTypes(asked)),
    since: instant('_since', 'start'),
    until: instant('_until', 'end'),
    labels,
    request: `${endpoint}${path.join('/')}${parameters === '' ? '' : `?${parameters}`}`,
    owner: ownerOf(access),
  };
}

/** Files are for who has started the job: the same caller, or the same role, scopes and patient. */
export const ownerOf = ({ grant }: Access): string => JSON.stringify(grant);

/** Whether all of a type may be read and found, by `system/` scopes. */
const isGranted = (access: Access, type: string): boolean =>
  access.systemReachOf('r', type) === 'everything' && access.systemReachOf('s', type) === 'everything';

/** Those of the types that the caller may export; undefined for all. @throws FhirError 403 for none */
function grantedTypes(access: Access, candidates: readonly string[]): readonly string[] | undefined {
  const granted = candidates.filter((type) => isGranted(access, type));
  if (granted.length === 0) throw notGranted();
  return granted.length === candidates.length ? undefined : granted;
}

/** @throws FhirError 403 where one of the types is not the caller's to export */
function requireTypes(access: Access, types: readonly string[]): readonly string[] {
  if (!types.every((type) => isGranted(access, type))) throw notGranted();
  return types;
}

const notGranted = () =>
  forbidden('An export needs system scopes that read and search all resources of each of its types.');

/** A job of the endpoint, for who might have started it. @throws FhirError 403, 404 */
export function knownJob({ id, datastore, access, exports }: FhirCall): Job & { selection: ExportSelection } {
  const job = exports.find(datastore.datastoreId, id);
  requireTypes(access, job?.selection?.types ?? RESOURCE_TYPES);
  if (!job?.selection) throw notFound('export job');
  return { ...job, selection: job.selection };
}
