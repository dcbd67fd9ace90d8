import { expect, test } from '@jest/globals';
import type { InvokeFunction } from '../../../../local/fhir-server/authorization/ask-identity-provider.ts';
import { askIdentityProvider } from '../../../../local/fhir-server/authorization/ask-identity-provider.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:idp';
const QUESTION = { datastoreEndpoint: 'http://x/', operationName: 'ReadResource', bearerToken: 'secret' };

const ask = (
  invoke: InvokeFunction,
  limit: { milliseconds: number; warm?: (functionArn: string) => Promise<void> },
) => {
  const told: string[] = [];
  const answer = askIdentityProvider(invoke, { functionArn: FUNCTION, datastoreArn: 'store' }, QUESTION, {
    ...limit,
    onTooLate: (text) => told.push(text),
  });
  return { answer, told };
};

test('the start of a function that is warmed first is none of its time', async () => {
  const order: string[] = [];
  const { answer, told } = ask(
    () => {
      order.push('asked');
      return Promise.resolve({ payload: 'yes', logTail: '' });
    },
    {
      milliseconds: 0,
      warm: async (functionArn) => {
        // Longer than the limit, whatever the machine does.
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
        order.push(`warm ${functionArn}`);
      },
    },
  );
  expect(await answer).toBe('yes');
  expect([order, told]).toEqual([[`warm ${FUNCTION}`, 'asked'], []]);
});

test('one that cannot be warmed is asked all the same, which tells why', async () => {
  const { answer } = ask(() => Promise.resolve({ payload: 'yes', logTail: '' }), {
    milliseconds: 10_000,
    warm: () => Promise.reject(new Error('not there')),
  });
  expect(await answer).toBe('yes');
});

test('what was refused for time says so, to client and people, and not a word of the token', async () => {
  const { answer, told } = ask(() => new Promise(() => undefined), { milliseconds: 7 });
  await expect(answer).rejects.toMatchObject({
    status: 401,
    issues: [{ diagnostics: expect.stringContaining('no answer within 7 ms of real time') as unknown }],
  });
  expect(told).toEqual([expect.stringMatching(/--identity-limit-ms/)]);
  expect(told.join()).not.toContain('secret');
});
