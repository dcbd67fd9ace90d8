import { requireReach } from '../authorization/reachable.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { contentOf } from '../http/fhir-answer.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';
import { checkConditions } from '../http/if-match.ts';
import { isFhirJson } from '../http/json-type.ts';
import type { JsonObject } from '../patch/exact-json.ts';
import { exactJson, isJsonObject } from '../patch/exact-json.ts';
import { applyFhirPathPatch } from '../patch/fhirpath-patch.ts';
import { applyJsonPatch, inapplicable } from '../patch/json-patch.ts';
import { checkResource } from '../resources/check-resource.ts';
import { writeVersion } from '../resources/write-version.ts';
import { incomingCandidate } from '../search/candidate.ts';
import { newestVersion } from './read.ts';

/** What a patch makes of a resource, which it may change in place. */
type Apply = (resource: JsonObject) => unknown;

/**
 * `PATCH {type}/{id}`: changes what is there by a JSON Patch or a FHIRPath Patch (FHIR R4, "patch"; Developer Guide, "Modifying resources with
 * PATCH"). What comes of it is checked as an update is, and must be within the caller's reach as what was there.
 * @throws FhirError 400 for what is no patch, 422 for one that cannot be applied, 412 for another version than that of If-Match
 */
export function patch(call: FhirCall): FhirAnswer {
  const { request, resourceType, id, reach, versions } = call;
  const apply = readPatch(call);
  return versions.atomically(() => {
    const newest = newestVersion(call);
    checkConditions(request, newest.version);
    const current = parsed(contentOf(newest).toString('utf8')) as JsonObject;
    const changed = apply({ ...current, resourceType, id });
    if (!isJsonObject(changed) || changed.resourceType !== resourceType || changed.id !== id)
      throw inapplicable('A patch changes neither the type nor the id of a resource.');
    const bytes = Buffer.from(JSON.stringify(changed));
    requireReach(reach, incomingCandidate(JSON.parse(bytes.toString('utf8')) as JsonObject, id, call.now()));
    checkResource(call.errorsOf, request, bytes);
    return writeVersion(call, id, bytes);
  });
}

/** The content types of patches, as the CapabilityStatement names them. */
export const PATCH_FORMATS = ['application/json-patch+json', 'application/fhir+json'];

const JSON_PATCH = /^application\/json-patch\+json(?:\s*;.*)?$/i;

/** The patch in the body. In a Bundle a JSON Patch is the data of a Binary. @throws FhirError 400, 415 */
function readPatch({ request, findElements }: FhirCall): Apply {
  const type = request.header('content-type') ?? '';
  if (JSON_PATCH.test(type)) return jsonPatch(textOf(request.body));
  if (!isFhirJson(type))
    throw new FhirError(
      415,
      'not-supported',
      'The Content-Type must be application/json-patch+json, or application/fhir+json for a FHIRPath Patch.',
    );
  const given = parsed(textOf(request.body));
  if (!isJsonObject(given)) throw badRequest('A patch must be a JSON object or a list.');
  if (isBinaryEntry(request, given)) return jsonPatch(Buffer.from(given.data, 'base64').toString('utf8'));
  const find = findElements();
  return (resource) => {
    applyFhirPathPatch(resource, given, find);
    return resource;
  };
}

function isBinaryEntry({ isEntry }: FhirRequest, given: JsonObject): given is JsonObject & { data: string } {
  const { resourceType, contentType, data } = given;
  if (isEntry !== true || resourceType !== 'Binary') return false;
  if (typeof contentType !== 'string' || !JSON_PATCH.test(contentType) || typeof data !== 'string')
    throw badRequest('The Binary of a patch has contentType application/json-patch+json, and data.');
  return true;
}

function jsonPatch(text: string): Apply {
  const operations = parsed(text);
  return (resource) => applyJsonPatch(resource, operations);
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw badRequest('The body is not UTF-8.');
  }
}

/** @throws FhirError 400 for what is no JSON, or nested deeper than can be read */
function parsed(text: string): unknown {
  try {
    return exactJson(text);
  } catch {
    throw badRequest('The body is not valid JSON.');
  }
}
