import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationName } from '../../../lib/healthlake/model.ts';
import { isOperation, OPERATIONS } from '../../../lib/healthlake/model.ts';
import { validateRequest } from '../../../lib/healthlake/validate-request.ts';
import type { RequestCase } from '../../lib/healthlake/model-requests.ts';
import { requestCases, valid } from '../../lib/healthlake/model-requests.ts';
import { rawCall } from './raw-call.ts';
import type { Running } from './running.ts';
import { startHealthLake } from './running.ts';
import { sdkCall } from './sdk-call.ts';

/**
 * Each constraint of the model with one request inside and one outside of it: through the SDK, and by raw HTTP
 * where the SDK cannot send it. What is inside may still be refused for what it names (a data store that is not
 * there), never as a ValidationException of form.
 */
const CASES = requestCases();
const sent = { sdk: 0, raw: 0 };

let running: Running;
beforeAll(async () => {
  running = await startHealthLake({ settings: { datastores: 10_000 }, samplePopulation: () => [] });
});
afterAll(async () => {
  process.stderr.write(`conformance: ${sent.sdk} cases through the SDK, ${sent.raw} by raw HTTP\n`);
  await running.stop();
});

async function call(
  operation: OperationName,
  request: unknown,
): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
  const answer = await sdkCall(running.client, operation, request);
  sent[answer ? 'sdk' : 'raw']++;
  return answer ?? rawCall(running.url, operation, JSON.stringify(request));
}

test('the table holds at least 600 cases', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(600);
});

describe.each(Object.keys(OPERATIONS))('%s', (operation) => {
  const cases = CASES.filter((found) => found.operation === operation);

  test.each(cases.map((found) => [found.path, found.what, found] as const))(
    '%s: %s',
    async (_, __, found) => {
      const answer = await call(found.operation, found.request);
      expect({ status: answer.status, ...verdictOf(answer.body, wordsOf(found)) }).toEqual(
        expectedOf(found, answer.status),
      );
    },
  );

  test('a request with all members and a few unknown ones is of valid form', async () => {
    if (!isOperation(operation)) throw new Error(operation);
    const request = { ...(valid(OPERATIONS[operation].input, true) as object), Unknown: { Deep: [1] } };
    expect(validateRequest(operation, request)).toEqual([]);
    const { body } = await rawCall(running.url, operation, JSON.stringify(request));
    expect(verdictOf(body).refusedForm).toBe(false);
  });
});

/** What is compared of an answer: whether the form was refused, as what, and with which words. */
function verdictOf(
  body: Record<string, unknown>,
  words = '',
): { refusedForm: boolean; error?: unknown; words?: string } {
  const { __type: error, Message } = body;
  const message = String(Message);
  const form =
    error === 'SerializationException' ||
    (error === 'ValidationException' && /validation errors? detected/u.test(message));
  if (!form) return { refusedForm: false };
  return { refusedForm: true, error, words: message.includes(words) ? words : message };
}

const wordsOf = ({ path, rule }: RequestCase): string =>
  rule === undefined ? '' : `at '${path}' failed to satisfy constraint: ${rule}`;

function expectedOf(found: RequestCase, status: number | undefined): object {
  if (found.wrongType === true)
    return { status: 400, refusedForm: true, error: 'SerializationException', words: '' };
  if (found.rule === undefined) return { status, refusedForm: false };
  return { status: 400, refusedForm: true, error: 'ValidationException', words: wordsOf(found) };
}

test('the table of operations is whole', () => {
  const served: OperationName[] = CASES.map(({ operation }) => operation);
  expect(new Set<string>(served)).toEqual(new Set(Object.keys(OPERATIONS)));
});

test('most cases went through the SDK', () => {
  expect(sent.sdk + sent.raw).toBe(CASES.length);
  expect(sent.sdk).toBeGreaterThan(CASES.length / 2);
});
