import { all, answer, answered, api, body, done, error, json, sent } from './fault.ts';
import type { Answer, Fault } from './fault.ts';

const DESCRIBE = 'DescribeFHIRDatastore';

interface Jobs {
  ImportJobPropertiesList: { JobId: string; SubmitTime: number }[];
}

/** Filters of names as a service has them that does not compare by case: what was found before is found again. */
function withoutCase(): Fault {
  let found: string | undefined;
  return answer(api('ListFHIRDatastores', /DatastoreName/), (given: Answer) => {
    const isFound = given.text.includes('DatastoreArn');
    if (isFound) found = given.text;
    else if (found !== undefined) [given.text, found] = [found, undefined];
  });
}

export const PROTOCOL_FAULTS: Readonly<Record<string, Fault>> = {
  // What an import may not have: so the dropped file is not imported.
  'main-job': { settings: { bytesPerFile: 1 } },

  'error-statuses': { settings: { errorStatuses: 'model' } },
  'order-of-checks': answer(api(DESCRIBE, /^\{{99}/), error('SerializationException')),
  'other-content-type': answer(
    all(api(DESCRIBE), sent('content-type', /^text/), sent('authorization', /./), body(/^\{"/)),
    error('SerializationException'),
  ),
  'no-authorization': answer(
    all(api(DESCRIBE), sent('authorization', /Credential=a$/)),
    error('InvalidSignatureException'),
  ),
  'signed-query': answer(
    ({ path }, { status: given }) => path.includes('X-Amz-Signature') && given === 400,
    error('MissingAuthenticationToken'),
  ),
  'body-over-a-mebibyte': answer(api(DESCRIBE, /"More"/), error('ValidationException')),
  'not-serializable': answer(api('ListFHIRImportJobs', /SubmittedAfter":8/), error('ValidationException')),
  'common-error-names': answer(all(api('DescribeNothing'), answered(404)), error('InvalidAction', 404)),
  'wrong-credentials': answer(
    sent('authorization', /Credential=AKIAINLETVERIFYNONE0/),
    error('InvalidClientTokenId'),
  ),
  'credentials-before-target': answer(
    all(api('DescribeNothing'), answered(403), sent('authorization', /Signature=/)),
    error('UnknownOperationException'),
  ),
  'whole-patterns': answer(api('ListFHIRImportJobs', /\u{1D49C}/u), error('ValidationException')),
  'empty-union': answer(
    api('StartFHIRImportJob', /"InputDataConfig":\{\}/),
    error('ResourceNotFoundException'),
  ),
  'filters-of-stores': withoutCase(),
};

export const PAGING_FAULTS: Readonly<Record<string, Fault>> = {
  'order-of-lists': {
    ...answer(
      api('ListFHIRImportJobs', /^\{"DatastoreId":"\w+"\}$/),
      json<Jobs>(({ ImportJobPropertiesList: [newest, next, ...older] }) => ({
        ImportJobPropertiesList: [next, newest, ...older].filter((job) => job !== undefined),
      })),
    ),
    also: ['steady-pages'],
  },
  'steady-pages': answer(
    api('ListFHIRImportJobs', /"MaxResults":1,"NextToken"/),
    json<Jobs>(() => ({ ImportJobPropertiesList: [{ JobId: 'the newest again', SubmitTime: 1 }] })),
  ),
  'pages-of-other-sizes': answer(
    api('ListFHIRImportJobs', /"MaxResults":2,"NextToken"/),
    error('ValidationException'),
  ),
  'damaged-page-token': answer(api('ListFHIRDatastores', /NextToken/), done({ DatastorePropertiesList: [] })),
  'token-again': { settings: { rememberClientTokens: false }, also: ['token-with-defaults'] },
  'token-with-defaults': answer(
    all(api('StartFHIRImportJob', /"ValidationLevel":"strict"/), answered(400)),
    done({ JobId: 'a'.repeat(32), JobStatus: 'SUBMITTED' }),
  ),
  'full-queue': { settings: { overQueueError: 'ValidationException' } },
};
