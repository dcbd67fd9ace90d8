/** What users should know about a part of the local HealthLake; docs/healthlake-api.md is made of it. */
export interface ApiNotes {
  served: string;
  /** What is known to be otherwise on AWS, and why. */
  differs: readonly string[];
}

/** What holds for several actions. */
export const TOPIC_NOTES: Readonly<Record<string, ApiNotes>> = {
  'Protocol and errors': {
    served:
      'AWS JSON 1.0 on `POST /`; timestamps are epoch seconds with milliseconds; errors are `__type` and `Message`; every answer has `x-amzn-RequestId`.',
    differs: [
      'Actions newer than the SDK (UpdateFHIRDatastore and others of 2026) are UnknownOperationException.',
    ],
  },
  'Signatures and permissions': {
    served:
      "Callers that are a function of the template may do what their packaged role allows. With `inlet local --strict-auth` signatures and their dates are verified, by the machine's real time, for all services.",
    differs: [
      'Without `--strict-auth` any credentials are those of the account; with it there is one pair, access key `local` with secret `local`, beside those of the functions.',
      'Session tokens, the signatures of chunks in streamed uploads, and Signature Version 2 are not verified; the last is refused in strict mode.',
      'Roles and keys that the template does not define are accepted when their form is valid: nothing is known of their policies.',
    ],
  },
  Validation: {
    served:
      "Every constraint of the model, several violations in one message, in the service's own form. Unknown members are ignored; `null` counts as absent.",
    differs: [],
  },
  Paging: {
    served:
      'MaxResults from 1 to 500; a NextToken is opaque, sealed, and good for the request it was made for only.',
    differs: ['Jobs and deleted data stores are listed for ever; how long AWS keeps them is not documented.'],
  },
  'Request rates': {
    served:
      'The documented quotas by account and action, off by default: `inlet local --throttling`, or `POST /_inlet/faults`. ThrottlingException says `Rate exceeded`.',
    differs: ["Time is the cloud's: moving the clock fills the account up again."],
  },
  ClientToken: {
    served:
      'The same token with the same parameters gives the first answer again, with the present status; with other parameters it is ValidationException.',
    differs: [],
  },
  'Job queue and states': {
    served:
      'SUBMITTED, QUEUED while others run, IN_PROGRESS, then COMPLETED, COMPLETED_WITH_ERRORS or FAILED; first in, first out, one running and 25 waiting by data store and kind; CANCEL_SUBMITTED, CANCEL_IN_PROGRESS, CANCEL_COMPLETED and CANCEL_FAILED on request (`cancelJobs`).',
    differs: [
      'A job begins after a fraction of a second (`submittedMs`), where AWS takes minutes.',
      'None of these actions cancels a job; only `$export` jobs of the FHIR endpoint can be cancelled, there. By a setting (`cancelJobs`) the cancel states are reached without, of imports, too.',
    ],
  },
  'What an import reads': {
    served:
      'Every `.ndjson` object below the folder, sub-folders included, or the one object that the URI names; listed when the job runs.',
    differs: [],
  },
  'What an import writes': {
    served:
      '`{S3Uri}/{datastoreId}-FHIR_IMPORT-{jobId}/` with `Manifest.json`, `SUCCESS/` and `FAILURE/`, by the input’s paths; an empty write check below the output prefix. Describe and List give the resolved folder.',
    differs: [],
  },
  'What an import checks': {
    served:
      'Each line by itself: JSON, resource type, id, then FHIR R4 4.0.1 as its StructureDefinitions have it: members, cardinality, choices of types, primitive values, required value sets, types and forms of references, contained resources, entries of Bundles, extensions, XHTML of narratives. All errors of a line, up to 100, each with its FHIRPath.',
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
    differs: ['An export never ends Completed With Errors: what would cause it is not documented.'],
  },
  Waiters: {
    served:
      'The waiters of the SDKs finish: data store active and deleted, import and export job completed, and their failures. The waiter for imports takes COMPLETED and COMPLETED_WITH_ERRORS for success, FAILED for failure, and nothing else for an end: it polls on at CANCEL_COMPLETED and CANCEL_FAILED. The one for exports takes these two for failures. The one for an active data store fails at CREATE_FAILED and DELETED, the one for a deleted one at nothing.',
    differs: [
      'None of them knows an error: at AccessDeniedException, ResourceNotFoundException or ValidationException the waiters of the JavaScript SDK poll on until `maxWaitTime`, where those of botocore raise at once. That is so on AWS, too: look at the status yourself.',
      'Their delays of one or two minutes are the client’s: shorten them, for nothing takes so long here.',
    ],
  },
};
