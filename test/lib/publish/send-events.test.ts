import { describe, expect, test } from '@jest/globals';
import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { createEventSender } from '../../../lib/publish/send-events.ts';

const entries = (count: number): PutEventsRequestEntry[] =>
  Array.from({ length: count }, (_, index) => ({ Source: 'inlet', Detail: String(index) }));

/** A bus that answers each call with the given function, and remembers what it got. */
function busWith(refuses: (entry: PutEventsRequestEntry, call: number) => boolean) {
  const calls: string[][] = [];
  const client = {
    send({ input }: PutEventsCommand) {
      const given = input.Entries ?? [];
      calls.push(given.map(({ Detail }) => Detail ?? ''));
      return Promise.resolve({
        Entries: given.map((entry) =>
          refuses(entry, calls.length) ? { ErrorCode: 'ThrottlingException' } : { EventId: 'x' },
        ),
      });
    },
  };
  return { send: createEventSender(client as unknown as EventBridgeClient), calls };
}

describe('sending events', () => {
  test('takes ten entries a call, in their order', async () => {
    const { send, calls } = busWith(() => false);
    expect(await send(entries(23))).toEqual(new Set());
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(entries(23).map(({ Detail }) => Detail));
  });
  test('repeats only what was refused, three times at most, and says what is left', async () => {
    const { send, calls } = busWith(({ Detail }, call) => Detail === '1' || (Detail === '2' && call === 1));
    expect(await send(entries(3))).toEqual(new Set([1]));
    expect(calls).toEqual([['0', '1', '2'], ['1', '2'], ['1']]);
  });
  test('counts an entry as sent only where the bus gave it an id', async () => {
    const silent = { send: () => Promise.resolve({ Entries: [{ EventId: 'x' }] }) };
    const send = createEventSender(silent as unknown as EventBridgeClient);
    expect(await send(entries(4))).toEqual(new Set([3]));
    const empty = { send: () => Promise.resolve({}) };
    expect(await createEventSender(empty as unknown as EventBridgeClient)(entries(2))).toEqual(
      new Set([0, 1]),
    );
  });
  test('makes no call for nothing', async () => {
    const { send, calls } = busWith(() => false);
    await send([]);
    expect(calls).toEqual([]);
  });
  test.each([
    ['AccessDeniedException', true],
    ['ResourceNotFoundException', true],
    ['InternalException', false],
    ['TimeoutError', false],
  ])('where the whole call fails with %s throws: %s', async (name, throws) => {
    const failure = Object.assign(new Error('no'), { name });
    const send = createEventSender({ send: () => Promise.reject(failure) } as unknown as EventBridgeClient);
    if (throws) await expect(send(entries(2))).rejects.toBe(failure);
    else expect(await send(entries(2))).toEqual(new Set([0, 1]));
  });
});
