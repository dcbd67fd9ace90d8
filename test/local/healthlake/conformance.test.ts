import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationName, Shape } from '../../../lib/healthlake/model.ts';
import { isOperation, OPERATIONS, SHAPES } from '../../../lib/healthlake/model.ts';
import { validateRequest } from '../../../lib/healthlake/validate-request.ts';
import { requestCases, valid } from '../../lib/healthlake/model-requests.ts';
import { caseVerdict, formVerdict, rightAnswerProblems } from './conformance.ts';
import { rawCall } from './raw-call.ts';
import type { Running } from './running.ts';
import { startHealthLake } from './running.ts';

/**
 * Each constraint that is published of the API with one request inside and one outside of it, and a right request of each
 * operation. What is published is the SDK's and the API reference's (test/lib/healthlake/published-shape.ts), not the table's
 * that the server is made of: a mistake in the table, and an operation that always fails, are found.
 */
const CASES = requestCases();
const NAMES = Object.keys(OPERATIONS) as OperationName[];
const sent = { sdk: 0, raw: 0 };

let running: Running;
beforeAll(async () => {
  running = await startHealthLake({
    settings: { datastores: 10_000, waitingJobs: 10_000 },
    samplePopulation: () => [],
  });
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}');
});
afterAll(async () => {
  process.stderr.write(`conformance: ${sent.sdk} cases through the SDK, ${sent.raw} by raw HTTP\n`);
  await running.stop();
});

test('the table holds at least 600 cases', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(600);
});

describe.each(NAMES)('%s', (operation) => {
  const cases = CASES.filter((found) => found.operation === operation);

  test.each(cases.map((found) => [found.path, found.what, found] as const))(
    '%s: %s',
    async (_, __, found) => {
      const { answered, expected } = await caseVerdict(running, sent, found);
      expect(answered).toEqual(expected);
    },
  );

  test('a request with all members and a few unknown ones is of valid form', async () => {
    if (!isOperation(operation)) throw new Error(operation);
    const request = { ...(valid(OPERATIONS[operation].input, true) as object), Unknown: { Deep: [1] } };
    expect(validateRequest(operation, request)).toEqual([]);
    const { body } = await rawCall(running.url, operation, JSON.stringify(request));
    expect(formVerdict(body).refusedForm).toBe(false);
  });

  test('a right request succeeds, and its answer has the published form', async () => {
    expect(await rightAnswerProblems(running, operation)).toEqual([]);
  });
});

test('the table of operations is whole', () => {
  const served: OperationName[] = CASES.map(({ operation }) => operation);
  expect(new Set<string>(served)).toEqual(new Set(Object.keys(OPERATIONS)));
});

test('most cases went through the SDK', () => {
  expect(sent.sdk + sent.raw).toBe(CASES.length);
  expect(sent.sdk).toBeGreaterThan(CASES.length / 2);
});

describe('the suite finds', () => {
  const shapes = SHAPES as Record<string, Shape>;
  let restore = (): void => undefined;
  afterEach(() => {
    restore();
    running.healthlake.faults.clear();
  });

  /** The table with a mistake, until the test has ended: the server reads it for each request. */
  function mistake(name: string, changes: object): void {
    const right = shapes[name];
    if (!right) throw new Error(name);
    shapes[name] = { ...right, ...changes };
    restore = () => {
      shapes[name] = right;
    };
  }

  async function failuresOf(operation: OperationName): Promise<string[]> {
    const failures: string[] = [];
    for (const found of CASES.filter((each) => each.operation === operation)) {
      const { answered, expected } = await caseVerdict(running, { sdk: 0, raw: 0 }, found);
      if (JSON.stringify(answered) !== JSON.stringify(expected))
        failures.push(`${found.path}: ${found.what}`);
    }
    return [...failures, ...(await rightAnswerProblems(running, operation))];
  }

  test.each<[what: string, shape: string, changes: object, operation: OperationName]>([
    ['a name that may be a character longer', 'JobName', { max: 65 }, 'StartFHIRImportJob'],
    ['a name that must be a character shorter', 'JobName', { max: 63 }, 'StartFHIRImportJob'],
    ['a name that may be empty', 'DatastoreName', { min: 0 }, 'CreateFHIRDatastore'],
    ['a page of one more', 'MaxResultsInteger', { max: 501 }, 'ListFHIRImportJobs'],
    ['a list of one more', 'TagList', { max: 201 }, 'TagResource'],
    [
      'a level of another name',
      'ValidationLevel',
      { enum: ['strict', 'structure', 'minimal'] },
      'StartFHIRImportJob',
    ],
    [
      'a status of another name',
      'DatastoreStatus',
      { enum: ['CREATING', 'READY', 'DELETING', 'DELETED', 'CREATE_FAILED'] },
      'ListFHIRDatastores',
    ],
    [
      'a member that may be left out',
      'StartFHIRExportJobRequest',
      { required: ['DatastoreId', 'DataAccessRoleArn'] },
      'StartFHIRExportJob',
    ],
    [
      'a member that must be there',
      'ListFHIRDatastoresRequest',
      { required: ['MaxResults'] },
      'ListFHIRDatastores',
    ],
    ['a pattern that takes everything', 'S3Uri', { pattern: '[^]*' }, 'StartFHIRImportJob'],
    ['a number for a text', 'ClientTokenString', { type: 'integer' }, 'StartFHIRImportJob'],
  ])('%s', async (_, shape, changes, operation) => {
    mistake(shape, changes);
    const failures = await failuresOf(operation);
    expect(failures).not.toEqual([]);
    restore();
    expect(await failuresOf(operation)).toEqual([]);
  });

  test.each(NAMES)('that %s always fails', async (action) => {
    for (const error of ['InternalServerException', ...OPERATIONS[action].errors]) {
      running.healthlake.faults.read({ failNext: [{ action, error, times: 1000 }] })();
      expect([error, await rightAnswerProblems(running, action)]).not.toEqual([error, []]);
      running.healthlake.faults.clear();
    }
  });
});
