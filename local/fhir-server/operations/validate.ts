import { memberOf } from '../../../fhir/index.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import type { OutcomeIssue } from '../http/fhir-error.ts';
import { badRequest } from '../http/fhir-error.ts';
import { exactJson, isJsonObject } from '../patch/exact-json.ts';
import { parsedBody } from '../resources/incoming-resource.ts';
import { withId } from '../resources/with-id.ts';

const VALID: OutcomeIssue = {
  severity: 'information',
  code: 'informational',
  diagnostics: 'Validation successful',
};

const PARAMETERS = ['profile', 'mode', '_format'];

/**
 * `POST {type}/$validate` and `{type}/{id}/$validate`: what is wrong with a resource, as a strict import finds it; nothing is stored
 * (Developer Guide, "Validating FHIR resources with $validate"). The answer is 200 whatever is found.
 */
export function validate(call: FhirCall): FhirAnswer {
  const { resourceType, id, errorsOf } = call;
  const { bytes, profile, mode } = askedFor(call);
  if (mode !== undefined && mode !== 'create' && mode !== 'update')
    throw badRequest('mode must be create or update.');
  const given = memberOf(bytes, 'id');
  const resource = withProfile(given ? bytes : withId(bytes, id === '' ? 'new' : id), profile);
  const value = exactJson(resource.toString('utf8'));
  if (!isJsonObject(value) || value.resourceType !== resourceType)
    throw badRequest(`The resource must be of type ${resourceType}, as the URL says.`);
  const otherId: OutcomeIssue[] =
    mode === 'update' && id !== '' && (!given || value.id !== id)
      ? [{ severity: 'error', code: 'value', diagnostics: 'The id of the resource must be that of the URL.' }]
      : [];
  const found = [...otherId, ...errorsOf(resource, 'strict')];
  return jsonAnswer(200, { resourceType: 'OperationOutcome', issue: found.length > 0 ? found : [VALID] });
}

interface Asked {
  bytes: Buffer;
  profile: string | undefined;
  mode: string | undefined;
}

/** The resource itself with parameters in the URL, or a Parameters resource that has it. */
function askedFor({ request, resourceType }: FhirCall): Asked {
  const body = parsedBody(request);
  const { query } = request;
  if (![...query.keys()].every((name) => PARAMETERS.includes(name)))
    throw badRequest('$validate has the parameters profile and mode, and no others.');
  if (body.resourceType !== 'Parameters' || (resourceType === 'Parameters' && !Array.isArray(body.parameter)))
    return {
      bytes: request.body,
      profile: query.get('profile') ?? undefined,
      mode: query.get('mode') ?? undefined,
    };
  const exact = exactJson(request.body.toString('utf8')) as { parameter?: unknown };
  const parameters = (Array.isArray(exact.parameter) ? (exact.parameter as unknown[]) : []).filter(
    isJsonObject,
  );
  const textOf = (name: string): string | undefined => {
    const parameter = parameters.find((each) => each.name === name);
    const text = parameter && Object.entries(parameter).find(([member]) => member.startsWith('value'))?.[1];
    return typeof text === 'string' ? text : undefined;
  };
  const resource = parameters.find(({ name }) => name === 'resource')?.resource;
  if (!isJsonObject(resource)) throw badRequest('Parameters must have a resource.');
  return { bytes: Buffer.from(JSON.stringify(resource)), profile: textOf('profile'), mode: textOf('mode') };
}

/** The resource as it claims a profile beside those that it claims itself. */
function withProfile(bytes: Buffer, profile: string | undefined): Buffer {
  if (profile === undefined) return bytes;
  const value = exactJson(bytes.toString('utf8'));
  if (!isJsonObject(value)) return bytes;
  const meta = isJsonObject(value.meta) ? value.meta : {};
  const claimed = Array.isArray(meta.profile) ? (meta.profile as unknown[]) : [];
  return Buffer.from(
    JSON.stringify({ ...value, meta: { ...meta, profile: [...new Set([...claimed, profile])] } }),
  );
}
