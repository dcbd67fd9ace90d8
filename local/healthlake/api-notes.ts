/** What users should know about a part of the local HealthLake; docs/healthlake-api.md is made of it. */
export interface ApiNotes {
  served: string;
  /** What nothing public says about the service, and how it was decided here. */
  assumed: readonly string[];
  /** What is known to be otherwise on AWS, and why. */
  differs: readonly string[];
}

/** What holds for several actions. */
export const TOPIC_NOTES: Readonly<Record<string, ApiNotes>> = {
  'Protocol and errors': {
    served:
      'AWS JSON 1.0 on `POST /`; timestamps are epoch seconds with milliseconds; errors are `__type` and `Message`; every answer has `x-amzn-RequestId`.',
    assumed: [
      'Statuses are 400 and 500, as the API reference says, and those of its [common errors](#common-errors); its present edition and the model have others (`errorStatuses`).',
      'Checks come in the order target, credentials, content type, size, JSON, types, constraints, request rate, permission, existence.',
      'Another content type is UnknownOperationException (404).',
      'A missing Authorization is MissingAuthenticationToken (403), a broken one IncompleteSignature (400).',
      'A signature may stand in the query (`X-Amz-Algorithm` and the others of the Common Parameters page), here and on the FHIR endpoint, where such parameters are none of a search. `Action` and `Version` of that page count where X-Amz-Target is missing.',
      'A body over 1 MiB is RequestEntityTooLargeException (413).',
      'Malformed JSON, wrong JSON types, and times beyond the year 275760 are SerializationException (400).',
    ],
    differs: [
      'Actions newer than the SDK (UpdateFHIRDatastore and others of 2026) are UnknownOperationException.',
    ],
  },
  'Signatures and permissions': {
    served:
      "Callers that are a function of the template may do what their packaged role allows. With `inlet local --strict-auth` signatures and their dates are verified, by the machine's real time, for all services.",
    assumed: [
      'A wrong signature, scope or date is InvalidSignatureException, an unknown access key UnrecognizedClientException (403); S3 uses its own codes.',
      'In strict mode credentials are checked before the target.',
    ],
    differs: [
      'Without `--strict-auth` any credentials are those of the account; with it there is one pair, access key `local` with secret `local`, beside those of the functions.',
      'Session tokens, the signatures of chunks in streamed uploads, and Signature Version 2 are not verified; the last is refused in strict mode.',
      'Roles and keys that the template does not define are accepted when their form is valid: nothing is known of their policies.',
    ],
  },
  Validation: {
    served:
      "Every constraint of the model, several violations in one message, in the service's own form. Unknown members are ignored; `null` counts as absent.",
    assumed: [
      'Patterns hold for the whole text; lengths count Unicode characters.',
      'A union without its member, and rules that no model states, are ValidationException in words of our own.',
    ],
    differs: [],
  },
  Paging: {
    served:
      'MaxResults from 1 to 500; a NextToken is opaque, signed, and good for the request it was made for only.',
    assumed: [
      'Lists are ordered from the newest on, and a page has 100 items where MaxResults is not given.',
      'What is added while pages are read does not move the following pages; filters by date are exclusive.',
      'MaxResults may change from page to page; a damaged or foreign token is ValidationException.',
    ],
    differs: ['Jobs and deleted data stores are listed for ever; how long AWS keeps them is not documented.'],
  },
  'Request rates': {
    served:
      'The documented quotas by account and action, off by default: `inlet local --throttling`, or `POST /_inlet/faults`. ThrottlingException says `Rate exceeded`.',
    assumed: [
      'As many requests as one interval allows may come at once; requests of wrong form do not count.',
    ],
    differs: ["Time is the cloud's: moving the clock fills the account up again."],
  },
  ClientToken: {
    served:
      'The same token with the same parameters gives the first answer again, with the present status; with other parameters it is ValidationException.',
    assumed: [
      'Tokens count for the whole account, by action, and are never forgotten (`rememberClientTokens`).',
      'The parameters are compared as they are given: a member left out differs from its default.',
    ],
    differs: [],
  },
  'Job queue and states': {
    served:
      'SUBMITTED, QUEUED while others run, IN_PROGRESS, then COMPLETED, COMPLETED_WITH_ERRORS or FAILED; first in, first out, one running and 25 waiting by data store and kind; CANCEL_SUBMITTED, CANCEL_IN_PROGRESS, CANCEL_COMPLETED and CANCEL_FAILED on request (`cancelJobs`).',
    assumed: [
      'Imports and exports have a queue each; one job runs by data store, or in the account (`runningScope`).',
      'One job more than may wait is ThrottlingException (`overQueueError`).',
      'A data store that is not ACTIVE takes no jobs: ValidationException, or ResourceNotFoundException when it is DELETED.',
    ],
    differs: [
      'A job begins after a fraction of a second (`submittedMs`), where AWS takes minutes.',
      'None of these actions cancels a job; only `$export` jobs of the FHIR endpoint can be cancelled, there. By a setting (`cancelJobs`) the cancel states are reached without, of imports, too.',
    ],
  },
  'What an import reads': {
    served:
      'Every `.ndjson` object below the folder, sub-folders included, or the one object that the URI names; listed when the job runs.',
    assumed: [
      'Only the ending `.ndjson` in lower case is read; everything else is passed over.',
      'A URI without a slash at its end is the object if there is one, else the folder.',
      'No file to read is FAILED with a message.',
      'A file that is no NDJSON (compressed, UTF-16, JSON over several lines) is one line of FAILURE, which says what it is.',
      'Blank lines are no resources; a byte order mark at the start of a file and CR before LF are no part of a line.',
      'Two lines of one id: the later one is the newer version.',
      'A line may have 164 MB; the memory of the process grows by up to six times the longest line.',
    ],
    differs: [],
  },
  'What an import writes': {
    served:
      '`{S3Uri}/{datastoreId}-FHIR_IMPORT-{jobId}/` with `Manifest.json`, `SUCCESS/` and `FAILURE/`, by the input’s paths; an empty write check below the output prefix. Describe and List give the resolved folder.',
    assumed: [
      'A result line is valid JSON: `lineId` counted from 1, and `UpdateResourceResponse` with `jsonBlob` and `statusCode`.',
      'A SUCCESS line has type, id and meta of what was stored, with 201 for new and 200 for changed; the file is there even when every line failed.',
      'FAILURE files are there only where lines failed.',
      'Under minimal, a resource that searches may miss is stored with the extension `validation-issue`, and its line is in `SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/` instead of SUCCESS; it counts as imported.',
      'Every line refused is COMPLETED_WITH_ERRORS; every file unreadable is FAILED.',
      'MB are 1,000,000 bytes; Throughput is MB per second while the job runs, and 0 at its end.',
      'A resource type that the Developer Guide does not list is a line of FAILURE.',
      'When the job fails as a whole, there is no manifest, and Describe has the message.',
    ],
    differs: [],
  },
  'What an import checks': {
    served:
      'Each line by itself: JSON, resource type, id, then FHIR R4 4.0.1 as its StructureDefinitions have it: members, cardinality, choices of types, primitive values, required value sets, types and forms of references, contained resources, entries of Bundles, extensions, XHTML of narratives. All errors of a line, up to 100, each with its FHIRPath.',
    assumed: [
      'Where more can be said of invalid JSON than that, a second issue of severity information says it.',
      'strict adds the invariants of R4 whose severity is error, and the profiles that `meta.profile` claims: R4’s own, and those of the FHIR packages that are named (`fhirPackages`, `inlet local --package`). US Core without a version is 3.1.1.',
      'minimal skips unknown members, cardinality, value sets and narratives; JSON, type and id it demands; what else is wrong is a resource that searches may miss.',
      'A claimed profile that no package has is an error under strict (`unknownProfiles`). So is a version that none has, unless another may take its place (`profileVersions`).',
      'An invariant must be true. Only one that hangs on an order that cannot be told, as that of 2020 and 2020-01, has the benefit of the doubt.',
      'Keys that are there twice, half a surrogate pair, control characters in a text (but tab, LF and CR), and integers written `1.0` or `1e0` are errors.',
      'Elements nested more than 200 levels deep are an error.',
      'Conditional references are stored as they are, and a Bundle as one resource.',
      'The type that a Reference is to is that of what stands on the line (`#id`, entries of the Bundle), or what its text or Reference.type names; otherwise it is not checked.',
    ],
    differs: [
      'Of required value sets of which R4 does not list the codes, the form is checked where it is known (MIME types: type/subtype; currencies: three capital letters), and nothing else: UCUM units of EffectEvidenceSynthesis and RiskEvidenceSynthesis, LOINC LL379-9.',
      'Of profiles, extensible and preferred bindings are not checked, nor slices by the profile of what is referred to, nor invariants that ask a terminology server (`memberOf()`), nor required value sets that no package fully lists; `inlet validate` names what it could not check.',
      'No package of profiles comes along, US Core neither; HealthLake has US Core 3.1.1 and others.',
      'The words of errors are like those of AWS where those are known, and our own elsewhere.',
    ],
  },
  'Native events': {
    served:
      'On the default bus, source `aws.healthlake`, in the transaction of what they tell: Import Job and Export Job Submitted, Queued, In Progress, Completed, Completed With Errors (imports) and Failed; Data Store Creating, Active, Creation Failed, Deleting and Deleted.',
    assumed: [
      'A job that begins at once has no Queued event.',
      'Export events name the job’s own output folder.',
      'A data store without a name has an empty `datastoreName`.',
    ],
    differs: ['An export never ends Completed With Errors: what would cause it is not documented.'],
  },
  Waiters: {
    served:
      'The waiters of the SDKs finish: data store active and deleted, import and export job completed, and their failures. The waiter for imports takes COMPLETED and COMPLETED_WITH_ERRORS for success, FAILED for failure, and nothing else for an end: it polls on at CANCEL_COMPLETED and CANCEL_FAILED. The one for exports takes these two for failures. The one for an active data store fails at CREATE_FAILED and DELETED, the one for a deleted one at nothing.',
    assumed: [],
    differs: [
      'None of them knows an error: at AccessDeniedException, ResourceNotFoundException or ValidationException the waiters of the JavaScript SDK poll on until `maxWaitTime`, where those of botocore raise at once. That is so on AWS, too: look at the status yourself.',
      'Their delays of one or two minutes are the client’s: shorten them, for nothing takes so long here.',
    ],
  },
};
