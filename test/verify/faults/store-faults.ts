import {
  all,
  alsoThere,
  answer,
  answered,
  api,
  bearing,
  done,
  error,
  fhir,
  json,
  refusedBy,
  sent,
  status,
  without,
} from './fault.ts';
import type { Fault } from './fault.ts';

export const TAGS_AND_EXPORTS_FAULTS: Readonly<Record<string, Fault>> = {
  'order-of-tags': answer(
    api('ListTagsForResource'),
    json<{ Tags: { Key: string }[] }>(({ Tags }) => ({
      Tags: Tags.toSorted((a, b) => a.Key.localeCompare(b.Key)),
    })),
  ),
  'tags-of-aws': answer(api('TagResource', /"aws:verify"/), done()),
  'tags-of-nobody': answer(api('TagResource', /f{32}"/), error('ValidationException')),
  'unknown-tags': answer(api('UntagResource', /inlet-verify-none/), error('ResourceNotFoundException')),
  'names-of-exports': alsoThere('export', 'Patient/Patient-1.ndjson'),
};

/** A token of this scope is answered otherwise where it asks for this. */
const token = (scope: string, path: RegExp, code: number): Fault =>
  answer(all(bearing(scope), fhir('GET', path)), status(code));

export const TOKEN_FAULTS: Readonly<Record<string, Fault>> = {
  'refused-tokens': answer(
    all(sent('authorization', /^Bearer bm90/), fhir('GET', /_id=inlet-verify-nobody/)),
    status(403),
  ),
  'missing-scopes': token('system/Observation.rs', /\/Patient\?_id/, 200),
  'tokens-for-aws-auth': answer(
    all(sent('authorization', /^Bearer bm90/), fhir('GET', /_count=1$/)),
    status(403),
  ),
  'user-scopes': token('user/Patient.rs', /./, 403),
  'patient-scopes': token('patient/*.rs', /\/Organization/, 200),
  'scopes-on-the-way': token('system/Observation.rs', /Observation\?subject/, 403),
  'scopes-with-filters': token('system/Observation.rs?category=laboratory', /./, 403),
  'patient-as-an-id': token('patient/Patient.rs', /./, 403),
};

interface Described {
  DatastoreProperties: { IdentityProviderConfiguration?: object };
}
const deletes = all(api('DeleteFHIRDatastore'), without('amz-sdk-invocation-id'));

export const LIFE_FAULTS: Readonly<Record<string, Fault>> = {
  'smart-needs-metadata': answer(api('CreateFHIRDatastore', /-smart"/), error('ConflictException')),
  'customer-key-without-id': answer(api('CreateFHIRDatastore', /-key"/), error('ConflictException')),
  'defaults-of-a-store': answer(
    all(api('DescribeFHIRDatastore'), (_, { text }) => text.includes('-life"')),
    json<Described>(({ DatastoreProperties: found }) => ({
      DatastoreProperties: {
        ...found,
        IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR_V1' },
      },
    })),
  ),
  'deletion-in-between': answer(all(deletes, refusedBy('ConflictException')), error('ValidationException')),
  'deletion-again': answer(all(deletes, refusedBy('ResourceNotFoundException')), error('ConflictException')),
  'jobs-of-deleted-stores': answer(api('ListFHIRImportJobs'), done({ ImportJobPropertiesList: [] })),
  'jobs-need-an-active-store': answer(
    api('StartFHIRImportJob', /"life-creating"/),
    error('ConflictException'),
  ),
  'empty-export': alsoThere('life-export', 'Patient/Patient-1-0-0.ndjson'),
  'most-tags': answer(api('TagResource', /"verify-200"/), done()),
  'tags-of-deleted-stores': answer(
    api('TagResource', /\[\{"Key":"verify-0","Value":"x"\}\]/),
    error('ValidationException'),
  ),
  'store-that-is-not-active': answer(all(fhir('GET', /\/Patient\?_count=1$/), answered(404)), status(503)),
};
