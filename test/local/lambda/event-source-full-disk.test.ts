import { expect, test } from '@jest/globals';
import { createClock } from '../../../local/ground/clock.ts';
import { createEventSource } from '../../../local/lambda/event-source.ts';
import type { EventSourceOptions, FunctionQueues } from '../../../local/lambda/event-source.ts';
import type { FunctionVersion } from '../../../local/lambda/function-registry.ts';

test('however often a queue calls while the disk is full, one look waits for room, and the messages come then', async () => {
  let now = 0;
  let isFull = true;
  let looks = 0;
  let call = (): void => undefined;
  const clock = createClock(0, () => now);
  const queues = {
    onAvailable: (_arn: string, wake: () => void) => {
      call = wake;
      return () => undefined;
    },
    count: () => {
      looks++;
      if (isFull) throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      return { visible: 0 };
    },
  } as unknown as FunctionQueues;
  const source = createEventSource({
    mapping: {
      functionName: 'f',
      eventSourceArn: 'arn',
      batchSize: 10,
      batchingWindowSeconds: 0,
      enabled: true,
    },
    target: () => ({ lambda: { roleArn: 'role' } }) as unknown as FunctionVersion,
    clock,
    authorize: () => undefined,
    queues,
    invocations: { room: () => 1 },
    onLog: () => undefined,
  } as unknown as EventSourceOptions);
  source.start();

  for (let calls = 0; calls < 5; calls++) call();
  await clock.advance(10);
  expect(looks).toBe(5 + 10);

  isFull = false;
  now += 1;
  await clock.advance(10);
  expect(looks).toBe(5 + 10 + 1);
  source.stop();
  clock.stop();
});
