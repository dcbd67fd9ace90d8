import type { ApiNotes } from '../healthlake/index.ts';

/** What people should know of the FHIR endpoint; docs/healthlake-api.md is made of it. */
export const FHIR_ENDPOINT_NOTES: Readonly<Record<string, ApiNotes>> = {
  Interactions: {
    served:
      'read, vread, history of a resource and of a type, create, update, patch, delete, search of a resource type, batch and transaction, conditional create, read, update and delete, `metadata` and `.well-known/smart-configuration`. The CapabilityStatement is made of the tables that requests are served by; what is *beyond the guide* in it (HEAD and OPTIONS, conditional read and create, reads of a part by `_summary` and `_elements`, `Prefer: return=`, bodies in gzip, conditional updates in Bundles by other parameters than `_id`, `_tag`, `_lastUpdated` and `createdAt`) is 501 with `inlet local --guide-only`.',
    differs: [
      'What FHIR or HealthLake has beside these is 501 with issue code `not-supported`: conditional patch, other operations (`$document`, `$member-match`, `$purge`, `$expand`, `$lookup` and others), `$export` of a whole data store by GET, searches over all types or in a compartment.',
      'JSON of R4 in UTF-8 only: other formats and versions (`fhirVersion`) are 406, other bodies 415. Who accepts `application/json` alone gets that as the Content-Type.',
      'Conditional updates in a Bundle are answered as those by themselves are, with 409 and 412; the guide has 400 and 419 there.',
      'The first pages of a resource type’s history are read from the newest version back; those further than 2,000 versions look at the rows of all resources of the type, about a microsecond for each. Bodies are read of its own versions alone, or of those that a token’s reach is asked of.',
    ],
  },
  Patch: {
    served:
      'JSON Patch (RFC 6902, `application/json-patch+json`) and FHIRPath Patch (a Parameters resource), by themselves and in Bundles, where a JSON Patch is the data of a Binary. All operations are done or none; numbers keep their digits; what comes of it is checked as an update is.',
    differs: [],
  },
  'Versions and writes': {
    served:
      'Weak ETags, If-Match, If-None-Match `*` (412), Location, `x-amz-fhir-idempotency-key` (409 with the original resource and its Location). Past versions and deletions are kept, those of imports too; a resource is stored and sent byte for byte, but for `versionId` and `lastUpdated` in its meta.',
    differs: [],
  },
  Search: {
    served:
      'All search parameters of R4 for the types that HealthLake lists, with their modifiers and prefixes, chains, `_has`, `_include`, `_revinclude`, `_sort`, `_summary`, `_elements` and `_total`, by GET and `_search` (a form, also where it says that it is `application/fhir+json`, as AWS’s own client does), pages by `_count` from 1 to 100 with opaque next links that are good for their own search only: [search](search.md).',
    differs: [
      '`_content`, `_query` and Location’s `near`, and the modifiers `:in`, `:not-in`, `:above` and `:below` of tokens and `:of-type`: 400 `not-supported`.',
    ],
  },
  Operations: {
    served:
      '`Patient/{id}/$everything` with `start`, `end`, `_since` (also as `since`, as the guide has it), `_type` and `_count`, sorted by type and id, always with a total, in pages; `$validate` of a type and of a resource, with `profile` and `mode`, by the judge of strict imports: 200 whatever is found. Beyond the guide: `Encounter/{id}/$everything`, R4’s compartment of the encounter.',
    differs: [],
  },
  'Export by $export': {
    served:
      'By POST of the data store, by POST and GET of all patients and of a Group’s active members, with `_type`, `_since`, `_until`, `_tag`, `_security` and `_outputFormat`, through the engine of StartFHIRExportJob: what a POST starts goes to its OutputDataConfig, and DescribeFHIRExportJob has it, too; what a GET starts is downloaded, for 48 hours, by who has started it. `export/{jobId}` answers in HealthLake’s form, with text dates in UTC, and once the job is COMPLETED with `transactionTime`, `request`, `requiresAccessToken`, `output` and `error` as well; DELETE cancels the job.',
    differs: [],
  },
  Bundles: {
    served:
      'Up to 500 entries in a batch, 100 in a transaction (422 over it), 500 with `Prefer: respond-async`. Each is authorized, checked and answered as a request of its own. Of a transaction all are done or none; its links to what its entries write are resolved by the fullUrl of these, whatever form it has, also relative and with a version: in references, in elements of type uri, url, oid and uuid, and in `<a href>` and `<img src>` of narratives. So are conditional references (`Patient?identifier=...`), and what the conditions of entries find. An asynchronous transaction is 202 with the address `Transaction/{id}`, which has its answer for 90 days; it outlasts a restart of the cloud.',
    differs: [
      'Entries of a transaction are done in FHIR’s order (deletes, creates, updates, reads), where the Developer Guide has their own order.',
      'In a batch, references between entries and conditional references stay as they are, as FHIR has it.',
    ],
  },
  'Who may call': {
    served:
      'A signed request (AWS Signature Version 4) may do what the packaged policies of its caller allow; the owner may do all. For a request with a bearer token the data store’s identity provider is invoked, where the packaged permission names this data store, with one second for its answer on AWS, and five here once it has started (`identityProviderMs`, `--identity-limit-ms`; with `--strict-auth` one, start included). Of the answer `isAuthorized`, `nbf`, `exp`, `aud`, the scopes, the role’s trust policy and its policies are enforced.',
    differs: [
      'A scope whose filter asks for a parameter that searches here do not have, or has a value that such a search would refuse, grants nothing; nor does one by a composite, a modifier, a chain, `_text` or `createdAt`.',
      'A bearer token for a data store with FineGrainedAuthorizationEnabled is 501: nobody here enforces it.',
      'A page of another origin may call only where `inlet local --allow-origin` names its origin (CORS; *beyond the guide*, which says nothing of it: 501 with `--guide-only`, preflights too).',
    ],
  },
};
