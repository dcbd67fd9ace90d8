import type { ApiNotes } from '../healthlake/index.ts';

/** What people should know of the FHIR endpoint; docs/healthlake-api.md is made of it. */
export const FHIR_ENDPOINT_NOTES: Readonly<Record<string, ApiNotes>> = {
  Interactions: {
    served:
      'read, vread, history of a resource and of a type, create, update, patch, delete, search of a resource type, batch and transaction, conditional create, read, update and delete, `metadata` and `.well-known/smart-configuration`. The CapabilityStatement is made of the tables that requests are served by; what is *beyond the guide* in it (HEAD and OPTIONS, conditional read and create, `Prefer: return=`, bodies in gzip, conditional updates in Bundles by other parameters than `_id`, `_tag`, `_lastUpdated` and `createdAt`) is 501 with `inlet local --guide-only`.',
    assumed: [
      'AuditEvent with update and delete, OperationOutcome and Parameters with read, search and create are 405, as is every other method that a URL does not take; a resource type that HealthLake does not support is 404.',
      'A data store that is not ACTIVE is 404.',
      'A history takes `_count` (100 and more are a page of 100), `_since`, `_at` and nothing else; each page has the versions before those of the last one. Its entries say PUT where a version is no deletion: who reads it is not told whether a create or an update made it. A resource type’s history asks for GetHistoryByResourceId and the right to search.',
      'A condition is a search of the caller’s own, with SearchWithGet and the right to search beside those of the interaction; where it finds more than one resource, the answer is 412, and without any parameter 400.',
      'A conditional create that finds the resource is 200 with its Location, and with the resource itself for who may read it.',
      'OPTIONS is answered without authorization, 204 with Allow.',
      '`.well-known/smart-configuration` is the Metadata as it was given and needs no authorization; where its `issuer` is `https://issuer.invalid`, as in stage local, the local issuer’s own members take the place of the same. A data store with AWS_AUTH has none: 404.',
    ],
    differs: [
      'What FHIR or HealthLake has beside these is 501 with issue code `not-supported`: conditional patch, other operations (`$document`, `$member-match`, `$purge`, `$expand`, `$lookup` and others), `$export` of a whole data store by GET, searches over all types or in a compartment.',
      'JSON only: other formats are 406, other bodies 415. Who accepts `application/json` alone gets that as the Content-Type.',
      'Conditional updates in a Bundle are answered as those by themselves are, with 409 and 412; the guide has 400 and 419 there.',
    ],
  },
  Patch: {
    served:
      'JSON Patch (RFC 6902, `application/json-patch+json`) and FHIRPath Patch (a Parameters resource), by themselves and in Bundles, where a JSON Patch is the data of a Binary. All operations are done or none; numbers keep their digits; what comes of it is checked as an update is.',
    assumed: [
      'A patch that is out of form is 400, one that cannot be applied 422, and so is one that changes type or id. If-Match of another version is 412, as for every write; the guide’s page on PATCH has 409.',
      'To delete by FHIRPath what is not there is no error; a path that leads to more than one element is.',
    ],
    differs: [],
  },
  'Versions and writes': {
    served:
      'Weak ETags, If-Match, If-None-Match `*` (412), Location, `x-amz-fhir-idempotency-key` (409 with the original resource and its Location). Past versions and deletions are kept, those of imports too; a resource is stored and sent byte for byte, but for `versionId` and `lastUpdated` in its meta.',
    assumed: [
      'A write is checked as a line of an import is, at the level of `x-amzn-healthlake-fhir-validation-level`, strict without it; what `minimal` lets pass is stored as it came.',
      'PUT of an id that is not there creates it with 201; so does PUT after a deletion, with 200 and the next version.',
      'DELETE answers 204, also for what is deleted already; what was never there is 404.',
      'A body over 5 MB is 413, in gzip as well, by what is in it.',
      'Idempotency keys hold for the whole data store and are not forgotten. Where the original is of another type, or deleted, 409 has an OperationOutcome.',
    ],
    differs: [],
  },
  Search: {
    served:
      'All search parameters of R4 for the types that HealthLake lists, with their modifiers and prefixes, chains, `_has`, `_include`, `_revinclude`, `_sort`, `_summary`, `_elements` and `_total`, by GET and `_search` (a form, also where it says that it is `application/fhir+json`, as AWS’s own client does), pages by `_count` from 1 to 100 with opaque next links that are good for their own search only: [search](search.md).',
    assumed: [
      'Resources come in the order of their last writes, or as `_sort` has it; a list without criteria comes in the order of the ids. A page has 100 where `_count` is not given; `total` is there with `_total=accurate` and `_summary=count` only.',
      'An unknown parameter or modifier is 400, never ignored.',
      '`:missing` asks for what the parameter compares: a reference by display, identifier or a search alone, and a concept without a code, are missing.',
      'Tokens are compared to the letter. Codes, booleans and texts have no system: `|final` finds them, `http://...|final` does not.',
      'A reference to another server is not one to this data store, whatever its id; a date without a time zone is UTC.',
    ],
    differs: [
      '`_content`, `_query` and Location’s `near`, and the modifiers `:in`, `:not-in`, `:above` and `:below` of tokens and `:of-type`: 400 `not-supported`.',
    ],
  },
  Operations: {
    served:
      '`Patient/{id}/$everything` with `start`, `end`, `_since` (also as `since`, as the guide has it), `_type` and `_count`, sorted by type and id, always with a total, in pages; `$validate` of a type and of a resource, with `profile` and `mode`, by the judge of strict imports: 200 whatever is found. Beyond the guide: `Encounter/{id}/$everything`, R4’s compartment of the encounter.',
    assumed: [
      'What $everything has is R4’s compartment of the patient; what is only referred to from there (practitioners, organizations, medications) is not in it. Each type asks for the right to search: those that the scopes do not reach are left out, and not counted.',
      '`start` and `end` compare the elements that the guide lists; a resource without its date is left out then, and types for which the guide has NO_DATE are always in.',
      'A profile that no package has is an issue of $validate, not 404 as the guide says.',
    ],
    differs: [],
  },
  'Export by $export': {
    served:
      'By POST of the data store, by POST and GET of all patients and of a Group’s active members, with `_type`, `_since`, `_until`, `_tag`, `_security` and `_outputFormat`, through the engine of StartFHIRExportJob: what a POST starts goes to its OutputDataConfig, and DescribeFHIRExportJob has it, too; what a GET starts is downloaded, for 48 hours, by who has started it. `export/{jobId}` answers in HealthLake’s form, with text dates in UTC, and once the job is COMPLETED with `transactionTime`, `request`, `requiresAccessToken`, `output` and `error` as well; DELETE cancels the job.',
    assumed: [
      'The kick-off is 202; so is the state of a job that has not ended, with X-Progress. Without `Prefer: respond-async` it is 400.',
      'A file is at `export/{jobId}/{type}/{file}` and has at most 100 MB. “The same credentials” are the same caller, or the same role, scopes and patient: others get 403.',
      'All members of the answer are lower camel, those too that the guide’s example has otherwise (`JobName`, `S3Uri`).',
      'Jobs that a GET has started are not in DescribeFHIRExportJob and ListFHIRExportJobs and send no native events, since they have no output location. They wait in the same queue.',
      'By a token an export takes `system/` scopes that read and search all of each type. Without `_type` it has the types that the scopes have; who asks for others gets 403, and so does who asks for the state of a job with other types.',
      'Patients’ data is R4’s compartment; a Group’s members are those at the kick-off. `_since` and `_until` compare the last change, both included.',
      'A job that has ended cannot be cancelled: 400 with issue code `not-supported`. What it had written stays.',
    ],
    differs: [],
  },
  Bundles: {
    served:
      'Up to 500 entries in a batch, 100 in a transaction (422 over it), 500 with `Prefer: respond-async`. Each is authorized, checked and answered as a request of its own. Of a transaction all are done or none; its links to what its entries write are resolved by the fullUrl of these, whatever form it has, also relative and with a version: in references, in elements of type uri, url, oid and uuid, and in `<a href>` and `<img src>` of narratives. So are conditional references (`Patient?identifier=...`), and what the conditions of entries find. An asynchronous transaction is 202 with the address `Transaction/{id}`, which has its answer for 90 days; it outlasts a restart of the cloud.',
    assumed: [
      'The Bundle asks for ProcessBundle, and each entry for its own action beside it.',
      'A failed transaction has the status of the entry that failed, and names it.',
      'A conditional reference is a search of the caller’s among what the transaction leaves and writes; none or several found are 412.',
      'A link that is the fullUrl of no entry stays as it is, `urn:` ones included. Two entries that write under one fullUrl are 400, and so is a batch with `Prefer: respond-async`.',
      'More than 500 entries are 400.',
      'What a transaction’s entries ask for is authorized when they are sent and again when their turn has come. Its answer is for who has sent it: the same caller, or the same role, scopes and patient; others get 404. A data store’s asynchronous transactions are done in the order they came in.',
    ],
    differs: [
      'Entries of a transaction are done in FHIR’s order (deletes, creates, updates, reads), where the Developer Guide has their own order.',
      'In a batch, references between entries and conditional references stay as they are, as FHIR has it.',
    ],
  },
  'Who may call': {
    served:
      'A signed request (AWS Signature Version 4) may do what the packaged policies of its caller allow; the owner may do all. For a request with a bearer token the data store’s identity provider is invoked, where the packaged permission names this data store, with one second for its answer on AWS, and five here once it has started (`identityProviderMs`, `--identity-limit-ms`; with `--strict-auth` one, start included). Of the answer `isAuthorized`, `nbf`, `exp`, `aud`, the scopes, the role’s trust policy and its policies are enforced.',
    assumed: [
      'Nothing of an answer is kept: each request asks once.',
      'A bad or missing token, and an identity provider that fails or is too slow, are 401 with issue code `login`; missing scopes, role and permission, and a wrong signature (`inlet local --strict-auth`), are 403 with `forbidden`.',
      '`operationName` is the IAM action: VersionReadResource for vread, ProcessBundle for Bundles, GetCapabilities for `metadata`.',
      'Clocks may differ by 10 seconds: `exp` and `nbf` are judged as Inlet’s identity provider judges them.',
      'The claim `patient` is an id, `Patient/<id>`, or that below the data store’s own endpoint.',
      'Scopes are parted by spaces alone; one with characters that RFC 6749 does not allow, or without rights, grants nothing.',
      '`aud` is the endpoint to the letter; `isAuthorized` is true or "true".',
      'A data store with AWS_AUTH refuses bearer tokens: 401.',
      '`user/` scopes grant what `system/` scopes grant.',
      '`patient/` scopes grant the compartment of the claim `patient` by R4’s CompartmentDefinition: searches find only that, writes need both what is stored and what comes to be in it, resource types outside of it are 403, and so is what does not exist.',
      'Scopes that the data store does not honour grant nothing: v2 without `permission-v2` or with SMART_ON_FHIR_V1, filters without `permission-v2.2`.',
      'Scopes and their filters hold for what a search finds on its way and brings along, too: chains, `_has`, `_include` and `_revinclude` see what the caller may search for, and nothing else is found, counted or sorted by.',
      'A scope with a filter (`patient/Observation.rs?category=laboratory`) grants what a search by the filter would find: searches find only that, and writes need both what is stored and what comes to meet it.',
    ],
    differs: [
      'A scope whose filter asks for a parameter that searches here do not have, or has a value that such a search would refuse, grants nothing; nor does one by a composite, a modifier, a chain, `_text` or `createdAt`.',
      'A bearer token for a data store with FineGrainedAuthorizationEnabled is 501: nobody here enforces it.',
      'A page of another origin may call only where `inlet local --allow-origin` names its origin (CORS; *beyond the guide*, which says nothing of it: 501 with `--guide-only`, preflights too).',
    ],
  },
};
